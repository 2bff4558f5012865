#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Properties that have to hold for every stream, over streams of chance.
#
#   SEED=7        the first of the seeds (`random` draws one); each stream has a seed of its own, counted on from there
#   COUNT=60      how many streams
#
# A failure names the stream's seed, and leaves the smallest stream that still fails, made by leaving documents out, and its
# arguments in FAILED (default: build/tests/property/failed). SEED=<that seed> COUNT=1 makes it again.
use strict;
use warnings;
use File::Basename qw(dirname);
use lib dirname(__FILE__);
use File::Path qw(make_path);
use Chance;
use Filter;
use Streams;

my $seed  = $ENV{SEED}  || 1;
my $count = $ENV{COUNT} || 60;
$seed = int(rand 1_000_000_000) if $seed eq 'random';
my $failed  = $ENV{FAILED} || built('failed');
my $can_pin = !system "taskset -c 0 true >'@{[scratch()]}/taskset' 2>&1";
chmod 0600, root() . '/tests/data/keys/one.pem';

# ------------------------------------------------------------------- properties: each gives what is wrong, or nothing

sub short {
    my ($text) = @_;
    return length $text > 300 ? substr($text, 0, 300) . '...' : $text;
}

# What came of streams that more than one property asks about; forgotten with each seed.
my %known;

sub run_stream {
    my ($stream) = @_;
    my $bytes = stream_bytes($stream);
    $known{ "@{ $stream->{arguments} } $bytes" } //= [run_filter($bytes, $stream->{arguments})];
    return @{ $known{ "@{ $stream->{arguments} } $bytes" } };
}

# Where two texts part.
sub difference {
    my ($expected, $actual) = @_;
    my $same = 0;
    ($expected ^ $actual) =~ /^(\0*)/ and $same = length $1;
    my $from = $same > 60 ? $same - 60 : 0;
    return "byte $same: expected <" . substr($expected, $from, 160) . ">, actual <" . substr($actual, $from, 160) . '>';
}

sub passes_unchanged {
    my ($stream) = @_;
    my ($out, $err, $code) = run_stream($stream);
    return "exit code $code: $err" if $code ne '0';
    my $in = stream_bytes($stream);
    # A stream of blanks alone becomes one comment.
    return                          if $in !~ /\S/ && $out =~ /\A\s*#/;
    return 'stderr: ' . short($err) if $err =~ /^(?!warning: .*a template|hint: render them first$)/m && $err ne '';
    return $out eq $in ? () : difference($in, $out);
}

# What a document that changes may look like afterwards: one mapping of it has other pairs.
sub changed {
    my ($document) = @_;
    return $document->{changed} if $document->{changed};
    my $bytes    = $document->{bytes};
    my ($before) = $bytes =~ /\A(.*?accessToken)/s;
    my ($after)  = $bytes =~ /(projectID.*)\z/s;
    my @fixed    = map { quotemeta($_ // '') } $before, $after;
    return "$fixed[0].*?$fixed[1]";
}

# The stream's own documents at the beginning of what came out, and what follows them.
sub generated_part {
    my ($stream, $out) = @_;
    my $pattern = join '',
        map { $_->{fate} eq 'stays' ? quotemeta $_->{bytes} : $_->{fate} eq 'changes' ? changed($_) : '' }
        @{ $stream->{documents} };
    return $out =~ /\A\Q$stream->{bom}\E$pattern(|---\r?\n# Source: external-secrets\/.*|# .*)\z/s ? $1 : undef;
}

sub ids {
    my ($generated) = @_;
    my @ids;
    for my $text (split /^(?=---\r?\n)/m, $generated) {
        my ($kind)      = $text =~ /^kind: (\w+)/m or next;
        my ($name)      = $text =~ /^metadata:\r?\n  name: (.*?)\r?$/m;
        my ($namespace) = $text =~ /^  namespace: (.*?)\r?$/m;
        push @ids, "$kind " . join '/', map { s/^"(.*)"$/$1/r } $namespace // '-', $name;
    }
    return sort @ids;
}

sub keeps_and_makes {
    my ($stream) = @_;
    my ($out, $err, $code) = run_stream($stream);
    return "exit code $code: $err" if $code ne '0';
    my $generated = generated_part($stream, $out);
    return 'the documents that stay are not as they were: ' . short($out) unless defined $generated;
    my ($expected, $actual) = (join("\n", $stream->{makes}->($stream)), join "\n", ids($generated));
    return $expected eq $actual ? () : "expected to be generated:\n$expected\nactual:\n$actual";
}

sub second_pass_is_the_same {
    my ($stream) = @_;
    my ($out, $err, $code) = run_stream($stream);
    return if $code ne '0';
    my ($again, $err_again, $code_again) = run_filter($out, $stream->{arguments});
    return "second pass: exit code $code_again: $err_again" if $code_again ne '0';
    return $again eq $out ? () : difference($out, $again);
}

# Part of what is generated may be there already.
sub meets_what_is_there {
    my ($stream) = @_;
    my ($out, undef, $code) = run_stream($stream);
    return if $code ne '0';
    my $generated = generated_part($stream, $out) // return;
    my @objects   = split /^(?=---\r?\n)/m, $generated;
    srand length $out;
    my %more = map { $_ => { bytes => $_, fate => 'stays', makes => [], asked => [] } } grep { chance(50) } @objects;
    my $with = { %$stream, documents => [@{ $stream->{documents} }, values %more] };
    my ($out_with, $err_with, $code_with) = run_stream($with);
    return "with a part of the output: exit code $code_with: $err_with" if $code_with ne '0';
    my $expected = join '', grep { !$more{$_} } @objects;
    my $actual   = generated_part($with, $out_with) // return 'the documents that stay are not as they were';
    return $actual eq $expected ? () : difference($expected, $actual);
}

# The first document stays where it is: the stream's line ends are its own.
sub order_does_not_matter {
    my ($stream) = @_;
    my ($out, undef, $code) = run_stream($stream);
    my ($first, @others) = @{ $stream->{documents} };
    srand length $out;
    my $other = { %$stream, documents => [$first, shuffled(@others)] };
    my ($out_other, $err_other, $code_other) = run_stream($other);
    return "exit code $code, and $code_other in another order: $err_other" if $code ne $code_other;
    return                                                                 if $code ne '0';
    my ($one, $two) = map { generated_part(@$_) } [$stream, $out], [$other, $out_other];
    return unless defined $one && defined $two;
    return $one eq $two ? () : difference($one, $two);
}

sub threads_do_not_matter {
    my ($stream) = @_;
    my @all      = run_stream($stream);
    my @one      = run_filter(stream_bytes($stream), $stream->{arguments}, 'taskset', '-c', '0');
    my @wrong    = grep { $all[$_] ne $one[$_] } 0 .. 2;
    return @wrong
        ? "on one core: @{[map { (qw(stdout stderr code))[$_] } @wrong]} differ: " . difference($all[$wrong[0]], $one[$wrong[0]])
        : ();
}

# The same documents in two files.
sub files_do_not_matter {
    my ($stream) = @_;
    my ($out, undef, $code) = run_stream($stream);
    my @documents = @{ $stream->{documents} };
    my $half      = int(@documents / 2);
    spew(scratch() . '/a.yaml', $stream->{bom} . join '', map { $_->{bytes} } @documents[0 .. $half - 1]);
    spew(scratch() . '/b.yaml', join '',                    map { $_->{bytes} } @documents[$half .. $#documents]);
    my ($out_files, $err_files, $code_files) = run_filter('', [@{ $stream->{arguments} }, '-f', 'a.yaml', '-f', 'b.yaml']);
    return "exit code $code, and $code_files out of files: $err_files" if $code ne $code_files;
    return $out eq $out_files ? () : difference($out, $out_files);
}

sub fails_cleanly {
    my ($stream) = @_;
    my ($out, $err, $code) = run_stream($stream);
    return "exit code $code instead of 3 or 4"
        unless $code =~ /^[034]$/ && ($code || !grep { $_->{fate} eq 'fails' } @{ $stream->{documents} });
    return                                                                if $code eq '0';
    return 'it fails, and yet prints something on stdout: ' . short($out) if $out ne '';
    return $err =~ /\Aerror: [^\n]+\n(?:hint: [^\n]+\n)?\z/ ? () : 'not one error alone: ' . short($err);
}

# -------------------------------------------------------------------------------------------------------------- running

my @properties = (
    [plain  => 'pass-through is identity',                                  \&passes_unchanged],
    [good   => 'documents stay or leave, and all that is declared is made', \&keeps_and_makes],
    [good   => 'filtering twice is filtering once',                         \&second_pass_is_the_same],
    [good   => 'what is there already is not made again',                   \&meets_what_is_there],
    [good   => 'the order of documents changes nothing that is generated',  \&order_does_not_matter],
    [good   => 'documents in files are documents in a stream',              \&files_do_not_matter],
    [good   => 'one thread and many give the same',                         \&threads_do_not_matter],
    [broken => 'a failure prints one error and nothing else',               \&fails_cleanly],
    [broken => 'a failure in another order is the same failure',            \&order_does_not_matter],
);
my @kinds = ([plain => \&plain_stream], [good => \&make_stream], [broken => sub { break_stream(make_stream()) }]);

# Leaves documents out as long as it still fails.
sub reduced {
    my ($stream, $property) = @_;
    for (my $i = $#{ $stream->{documents} }; $i >= 0; $i--) {
        my @fewer = @{ $stream->{documents} };
        splice @fewer, $i, 1;
        next unless @fewer;
        my $smaller = { %$stream, documents => \@fewer };
        $stream = $smaller if $property->($smaller);
    }
    return $stream;
}

sub report {
    my ($name, $at, $stream, $property) = @_;
    my $smallest = reduced($stream, $property);
    my ($why) = $property->($smallest);
    make_path($failed);
    my $file = "$failed/$at-" . $name =~ s/\W+/-/gr;
    spew("$file.yaml", stream_bytes($smallest));
    spew("$file.args", join '', map { "$_\n" } @{ $smallest->{arguments} });
    return "seed $at, smallest stream in $file.yaml: $why";
}

corpus(glob root() . '/tests/data/charts/*.yaml');
my %complaints;
for my $at ($seed .. $seed + $count - 1) {
    for my $kind (0 .. $#kinds) {
        seed_with($at * @kinds + $kind);
        my $stream = $kinds[$kind][1]->();
        %known = ();
        for (grep { $_->[0] eq $kinds[$kind][0] } @properties) {
            my (undef, $name, $property) = @$_;
            next if ($property == \&threads_do_not_matter && !$can_pin) || @{ $complaints{$name} // [] } == 3;
            push @{ $complaints{$name} }, report($name, $at, $stream, $property) if $property->($stream);
        }
    }
}

print '1..', scalar @properties, "\n# SEED=$seed COUNT=$count\n";
for my $number (1 .. @properties) {
    my (undef, $name, $property) = @{ $properties[$number - 1] };
    my @complaints = @{ $complaints{$name} // [] };
    my $skip       = $property == \&threads_do_not_matter && !$can_pin ? ' # SKIP no taskset here' : '';
    print @complaints ? 'not ' : '', "ok $number - $name, $count streams from seed $seed$skip\n";
    print map { s/^/# /mgr . "\n" } @complaints;
}
exit(%complaints ? 1 : 0);
