#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Measures the rows of rows.pl and prints one table:
#   tests/bench/run.pl [--build FOLDER] [--size short|normal|big] [--rows PATTERN] [--out FILE]
# CPU time, user and system of a command with its children, is what counts: other work on the machine disturbs it least. What is compared
# runs in turn, and the ratio is the median of those within one round, so that a machine whose speed drifts disturbs little. --out
# keeps the figures as JSON (figures.pl). Exit code 1 where a row could not be measured, never because of what was measured; a peer that
# is not installed is no failure, nor, but with CI=true, is Helm or kubeseal.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use Getopt::Long;
use POSIX qw(strftime);

my ($build, $size, $pattern, $out) = ('build', 'normal', '', '');
GetOptions('build=s' => \$build, 'size=s' => \$size, 'rows=s' => \$pattern, 'out=s' => \$out)
    && !@ARGV
    && $size =~ /\A(?:short|normal|big)\z/
    or die "usage: run.pl [--build FOLDER] [--size short|normal|big] [--rows PATTERN] [--out FILE]\n";
my $here = abs_path(dirname(__FILE__));
$out = abs_path(dirname($out)) . '/' . (split m{/}, $out)[-1] if $out;
chdir "$here/../.." or die "$here/../..: $!\n";
require "$here/$_.pl" for qw(inputs rows figures machine profile);

# ---------------------------------------------------------------- one row

# What every command sees of the caller's environment, and of what the caller keeps at home: nothing.
sub isolate {
    my ($inputs) = @_;
    my $home = "$inputs->{scratch}/home";
    mkdir $home or die "$home: $!\n";
    delete @ENV{grep { /^(?:EXTERNAL_SECRETS|HELM|SEALED_SECRETS|ARGOCD|VALS|SOPS)_/ } keys %ENV};
    @ENV{qw(HOME KUBECONFIG LC_ALL)} = ($home, "$home/no-kubeconfig", 'C');
    @ENV{map { "HELM_${_}_HOME" } qw(CACHE CONFIG DATA)} = map { "$home/helm-$_" } qw(cache config data);
}

sub median {
    my (@sorted) = sort { $a <=> $b } @_;
    return ($sorted[$#sorted / 2] + $sorted[@sorted / 2]) / 2;
}

# Runs the commands in turn: for each a list of rounds, {cpu_ms, ...}.
sub measure {
    my ($inputs, $row, @commands) = @_;
    my @words = ($row->{pipes} ? '--pipes' : (), $row->{rounds});
    for my $command (@commands) {
        my ($name, $input, $program, @arguments) = @$command;
        push @words, @words > 2 ? '//' : (), $input, $program, @arguments;
    }
    open my $in, '-|', $inputs->helper('measure'), @words or die "measure: $!\n";
    my @rounds;
    while (my $line = <$in>) {
        my @numbers = split ' ', $line;
        for my $command (0 .. $#commands) {
            my ($user, $system, $wall, $peak) = splice @numbers, 0, 4;
            push @{$rounds[$command]}, { user_ms => $user / 1000, system_ms => $system / 1000, cpu_ms => ($user + $system) / 1000,
                                         wall_ms => $wall / 1000, peak_kib => $peak };
        }
    }
    close $in or die "it could not be measured (see above)\n";
    return @rounds;
}

# As many digits as mean something.
sub rounded {
    my ($number) = @_;
    return 0 + sprintf '%.4g', $number;
}

sub medians {
    my ($rounds) = @_;
    return { map { my $figure = $_; ($figure => rounded(median(map { $_->{$figure} } @$rounds))) } keys %{$rounds->[0]} };
}

sub spread {
    my (@sorted) = sort { $a <=> $b } @_;
    return @sorted ? [map { rounded($_) } median(@sorted), @sorted[0, -1]] : undef;
}

# Median, least and most of the ratios within each round; nothing where a command took no time that can be measured.
sub ratios {
    my ($ours, $theirs, $figure, $share) = @_;
    return spread(map { $theirs->[$_]{$figure} > 0 ? $ours->[$_]{$figure} * $share / $theirs->[$_]{$figure} : () } 0 .. $#$ours);
}

sub compared {
    my ($row, $ours, $name, $theirs) = @_;
    my $share = $row->{share} // 1;
    my $cost  = medians($theirs);
    $cost->{$_} = rounded($cost->{$_} / $share) for grep { /_ms$/ } keys %$cost;
    my %ratio = (cpu => ratios($ours, $theirs, 'cpu_ms', $share), wall => ratios($ours, $theirs, 'wall_ms', $share),
                 peak => ratios($ours, $theirs, 'peak_kib', 1));
    my $most = $row->{goal}{$name};
    return { against => $name, theirs => $cost, ratio => \%ratio, defined $most ? (goal => { of => 'cpu', most => $most }) : () };
}

sub against_input {
    my ($row, $ours, $input) = @_;
    my $bytes = -s $input;
    my ($of_input, $more) = @{$row->{goal}{'its input'} // []};
    return { against => 'its input', theirs => { peak_kib => rounded($bytes / 1024) },
             ratio => { peak => spread(map { $_->{peak_kib} * 1024 / $bytes } @$ours) },
             defined $of_input ? (goal => { of => 'peak', most => rounded($of_input + $more / $bytes) }) : () };
}

# The rows of figures that a row of the table gives: one for each that ours is measured against.
sub figures_of {
    my ($inputs, $row) = @_;
    my @commands = $row->{commands}->();
    my ($ours, @theirs) = measure($inputs, $row, @commands);
    my $cost = medians($ours);
    my @each = $row->{each} ? (each => { what => $row->{each}[0], cpu_ms => rounded($cost->{cpu_ms} / $row->{each}[1]) }) : ();
    my @compared = map { compared($row, $ours, $commands[$_ + 1][0], $theirs[$_]) } 0 .. $#theirs;
    @compared = against_input($row, $ours, $commands[0][1]) if $row->{peak};
    @compared = ({ against => '', ratio => {} }) if !@compared;
    return map { +{ %$_, ours => $cost, rounds => $row->{rounds}, @each } } @compared;
}

sub figures_or_reason {
    my ($inputs, $row) = @_;
    my @figures = eval { figures_of($inputs, $row) };
    my $reason = $@;
    if ($reason) {
        my $against = join ', ', sort keys %{$row->{goal}};
        chomp(my $text = ref $reason ? $reason->{missing} : $reason);
        @figures = ({ against => $against, (ref $reason ? 'missing' : 'failed') => $text });
    }
    return map { +{ %$_, group => $row->{group}, name => $row->{name} } } @figures;
}

# ---------------------------------------------------------------- the table

my @widths = (36, 25, 9, 9, 7, 12, 12, 7, 9, 9, 0);
sub print_line {
    my (@cells) = @_;
    my @last = (@widths[0, 1], 0);
    my $line = join ' ', map { sprintf $_ < 2 ? '%-*s' : '%*s', (@cells > @last ? \@widths : \@last)->[$_], $cells[$_] } 0 .. $#cells;
    $line =~ s/\s+\z//;
    print "$line\n";
}

# So that what was made for the bench goes away.
$SIG{$_} = sub { exit 1 } for qw(INT TERM HUP);
my $inputs = Inputs->new(abs_path($build));
isolate($inputs);
my @rows = grep { "$_->{group}: $_->{name}" =~ /(?:$pattern)/ } rows($inputs, $size);
my $load = load_average();
my (@figures, $group);
$| = 1;
print_line(column_names());
for my $row (@rows) {
    print "$row->{group}\n" if ($group // '') ne $row->{group};
    $group = $row->{group};
    for my $figure (figures_or_reason($inputs, $row)) {
        my ($name, @cells) = cells($figure);
        print_line("  $name", @cells);
        push @figures, $figure;
    }
}

# Under callgrind all takes fifty times as long: for a file of figures only.
my @profiles;
if ($out && $size ne 'short') {
    print "Where the instructions go\n";
    @profiles = eval { profiles($inputs) };
    print ref $@ ? "  $@->{missing}\n" : "  $@" if $@;
    print_profile($_) for @profiles;
}
figures_write($out, { date => strftime('%Y-%m-%d', gmtime), machine => { machine(), load => [$load, load_average()] },
                      versions => versions($inputs), rows => \@figures, profiles => \@profiles }) if $out;
my $strict = ($ENV{CI} // '') eq 'true';
my @unmeasured = grep { $_->{failed} || ($strict && ($_->{missing} // '') =~ /make (?:tools|deps)/) } @figures;
print "A short run tells that all can be measured; its figures mean little.\n" if $size eq 'short';
print scalar(@unmeasured), " rows could not be measured\n" if @unmeasured;
exit(@unmeasured ? 1 : 0);
