#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Golden cases: tests/cases/<group>/<name>/ says what goes in and what has to come out, byte for byte.
#
#   args       one argument a line (absent: render)        out.yaml  expected stdout (absent: empty)
#   env        NAME=value lines                            err       expected stderr (absent: empty)
#   in.yaml    stdin (absent: empty)                       code      expected exit code (absent: 0)
#   in.pl      a script that prints stdin                  out.sum   SHA-256 of stdout, where it is too long for a tree
#   once       its presence says: no second pass           bounds    "cpu SECONDS" and "memory MEGABYTES" that it may take
#   answers    its presence says: stdout is an answer, also where that is no, and nothing that can be read again
#   setup      a shell script that makes what git does not keep; the case then runs in a copy of its folder
#
# A case that succeeds is run again over its own output, which has to come out unchanged; a case that fails must print nothing,
# unless `answers` is there.
# The working folder is the case's, so `args` may name further files in it. Arguments of this runner choose groups or cases, with
# --root FOLDER those of another folder than tests/cases. CASES_UPDATE=1 writes down what comes out as what is expected;
# CASES_ONCE=1, for slow tools, leaves out all second passes and what has bounds. No bounds hold under a sanitizer. CASES_EVERY=10 runs
# only every tenth.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Glob qw(:bsd_glob);
use File::Temp qw(tempdir);
use Digest::SHA qw(sha256_hex);
use Getopt::Long;
use POSIX ();
use lib abs_path(dirname(__FILE__)) . '/..';
use Bytes qw(slurp spew);

use constant SECONDS => 120;

my $tests   = abs_path(dirname(__FILE__) . '/..');
my $folders = 'cases';
GetOptions('root=s' => \$folders) or die "usage: run.pl [--root FOLDER] [GROUP[/CASE]]...\n";
$folders =~ s{^tests/|/+$}{}g;
my $root    = "$tests/$folders";
my $program = abs_path($ENV{PROGRAM} // "$tests/../build/kubectl-external_secrets");
my $scratch = tempdir(CLEANUP => 1);
my $update  = $ENV{CASES_UPDATE};
my %kept    = map { $_ => $ENV{$_} } grep { /SAN_OPTIONS$/ } keys %ENV;
my $bound   = !%kept && !$ENV{CASES_ONCE};

sub lines {
    my ($path) = @_;
    return split /\n/, slurp($path), -1 if slurp($path) !~ /\n\z/;
    my @lines = split /\n/, slurp($path), -1;
    pop @lines;
    return @lines;
}

# What a shell puts in front of the program where it may take so much processor time and memory only.
sub limits {
    my ($folder) = @_;
    my %bounds = map { /^(cpu|memory) (\d+)$/ ? ($1, $2) : die "$folder/bounds: neither cpu nor memory: $_\n" } lines("$folder/bounds");
    return () unless $bound && %bounds;
    my $limit = join ' && ', $bounds{cpu} ? "ulimit -t $bounds{cpu}" : (), $bounds{memory} ? 'ulimit -v ' . $bounds{memory} * 1024 : ();
    return ('/bin/sh', '-c', "$limit && exec \"\$0\" \"\$@\"");
}

# Runs the program in a case's folder. Gives stdout, stderr and the exit code (or "signal N").
sub run_program {
    my ($folder, $stdin) = @_;
    my @args = -e "$folder/args" ? lines("$folder/args") : ('render');
    my %env  = (PATH => '/usr/bin:/bin', HOME => '/nonexistent', LC_ALL => 'C', TESTS_DIR => $tests, %kept);
    my @command = (limits($folder), $program, @args);
    for (lines("$folder/env")) {
        my ($name, $value) = /^([A-Za-z_]\w*)=(.*)\z/s or die "$folder/env: not NAME=value: $_\n";
        $env{$name} = $value;
    }
    my $child = fork // die "fork: $!\n";
    if (!$child) {
        chdir $folder or die "$folder: $!\n";
        open STDIN,  '<', $stdin            or die "$stdin: $!\n";
        open STDOUT, '>', "$scratch/stdout" or die "$scratch/stdout: $!\n";
        open STDERR, '>', "$scratch/stderr" or die "$scratch/stderr: $!\n";
        %ENV = %env;
        alarm SECONDS;    # survives exec: a program that hangs dies of it
        exec { $command[0] } @command or print STDERR "cannot run $program: $!\n";
        POSIX::_exit(127);
    }
    waitpid $child, 0;
    my $code = $? & 127 ? 'signal ' . ($? & 127) : $? >> 8;
    # What this machine's kernel refuses, or this kind of build leaves out, is no part of a case.
    my $stderr = slurp("$scratch/stderr") =~ s/^detail: sandbox: .*\n//mgr;
    # What musl says where glibc says otherwise.
    $stderr =~ s/: Symbolic link loop$/: Too many levels of symbolic links/mg;
    return (slurp("$scratch/stdout"), $stderr, $code);
}

sub difference {
    my ($what, $expected, $actual) = @_;
    return if $expected eq $actual;
    spew("$scratch/expected", $expected);
    spew("$scratch/actual",   $actual);
    my @diff = split /\n/, `diff -a -U2 '$scratch/expected' '$scratch/actual'`;
    splice @diff, 0, 2;
    splice @diff, 40, @diff - 40, '...' if @diff > 40;
    return ("$what (- expected, + actual):", map { "  $_" } @diff);
}

sub expect {
    my ($path, $expected, $none) = @_;
    if ($expected eq $none) {
        unlink $path;
    } else {
        spew($path, $expected);
    }
}

# The folder in which a case runs, and what it reads as stdin.
sub prepare {
    my ($folder) = @_;
    my $stdin = -e "$folder/in.yaml" ? "$folder/in.yaml" : '/dev/null';
    if (-e "$folder/in.pl") {
        $stdin = "$scratch/stdin";
        system("$^X '$folder/in.pl' >'$stdin'") == 0 or die "$folder/in.pl fails\n";
    }
    return ($folder, $stdin) unless -e "$folder/setup";
    my $copy = "$scratch/copy";
    system("rm -rf '$copy' && cp -R '$folder' '$copy' && cd '$copy' && TESTS_DIR='$tests' sh -eu setup") == 0
        or die "$folder/setup fails\n";
    return ($copy, $stdin);
}

# The complaints about a case; none when it is as expected.
sub complaints {
    my ($folder) = @_;
    return ('neither args nor in.yaml nor in.pl is here') unless grep { -e "$folder/$_" } qw(args in.yaml in.pl);
    my ($work, $stdin) = prepare($folder);
    my ($out, $err, $code) = run_program($work, $stdin);
    my ($kept, $sum) = ($out, sha256_hex($out) . "\n");
    $out = '' if -e "$folder/out.sum";
    if ($update) {
        expect("$folder/out.yaml", $out, '');
        expect("$folder/out.sum", $sum, '') if -e "$folder/out.sum";
        expect("$folder/err", $err, '');
        expect("$folder/code", "$code\n", "0\n");
    }
    my $wanted = -e "$folder/code" ? (lines("$folder/code"))[0] : 0;
    my @complaints;
    push @complaints, "died of $code" if $code =~ /signal/;
    push @complaints, "exit code $code, expected $wanted" if $code ne $wanted;
    push @complaints, difference('stdout', slurp("$folder/out.yaml"), $out);
    push @complaints, difference('SHA-256 of stdout', slurp("$folder/out.sum"), $sum) if -e "$folder/out.sum";
    push @complaints, difference('stderr', slurp("$folder/err"), $err);
    push @complaints, 'it fails, and yet prints something on stdout' if $code ne '0' && $kept ne '' && !-e "$folder/answers";
    if ($code eq '0' && !$ENV{CASES_ONCE} && !-e "$folder/once" && !-e "$folder/answers" && !@complaints) {
        spew("$scratch/again", $kept);
        my ($out_again, undef, $code_again) = run_program($work, "$scratch/again");
        push @complaints, "second pass: exit code $code_again" if $code_again ne '0';
        push @complaints, difference('second pass, stdout', $kept, $out_again);
    }
    return @complaints;
}

-x $program or die "$program is not there: run make first\n";
chmod 0600, grep { -f } glob "$tests/data/keys/*";
my @cases = sort map { s{^\Q$root\E/|/$}{}gr } glob "$root/*/*/";
@cases = grep { !-e "$root/$_/bounds" } @cases if $ENV{CASES_ONCE};
if (my @chosen = map { s{^(?:\./)?(?:tests/$folders/)?|/$}{}gr } @ARGV) {
    @cases = grep { my $case = $_; grep { $case eq $_ || index($case, "$_/") == 0 } @chosen } @cases;
}
if (my $every = $ENV{CASES_EVERY}) {
    @cases = @cases[grep { $_ % $every == 0 } 0 .. $#cases];
}
print '1..', scalar @cases, "\n";
my ($number, $failures) = (0, 0);
for my $case (@cases) {
    my @complaints = complaints("$root/$case");
    $failures++ if @complaints;
    printf "%s %d - %s\n", @complaints ? 'not ok' : 'ok', ++$number, $case;
    print "# $_\n" for @complaints;
}
exit($failures ? 1 : 0);
