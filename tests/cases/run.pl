#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Golden cases: tests/cases/<group>/<name>/ says what goes in and what has to come out, byte for byte.
#
#   args       one argument a line (absent: render)        out.yaml  expected stdout (absent: empty)
#   env        NAME=value lines                            err       expected stderr (absent: empty)
#   in.yaml    stdin (absent: empty)                       code      expected exit code (absent: 0)
#   once       its presence says: no second pass
#
# A case that succeeds is run again over its own output, which has to come out unchanged; a case that fails must print nothing.
# The working folder is the case's, so `args` may name further files in it. Arguments of this runner choose groups or cases;
# CASES_UPDATE=1 writes down what comes out as what is expected; CASES_ONCE=1 leaves all second passes out.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Glob qw(:bsd_glob);
use File::Temp qw(tempdir);
use POSIX ();

use constant SECONDS => 120;

my $root    = abs_path(dirname(__FILE__));
my $program = abs_path($ENV{PROGRAM} // "$root/../../build/kubectl-external_secrets");
my $scratch = tempdir(CLEANUP => 1);
my $update  = $ENV{CASES_UPDATE};
my %kept    = map { $_ => $ENV{$_} } grep { /SAN_OPTIONS$/ } keys %ENV;

sub slurp {
    my ($path) = @_;
    open my $in, '<:raw', $path or return '';
    local $/;
    return scalar(<$in>) // '';
}

sub spew {
    my ($path, $bytes) = @_;
    open my $out, '>:raw', $path or die "$path: $!\n";
    print $out $bytes;
    close $out or die "$path: $!\n";
}

sub lines {
    my ($path) = @_;
    return split /\n/, slurp($path), -1 if slurp($path) !~ /\n\z/;
    my @lines = split /\n/, slurp($path), -1;
    pop @lines;
    return @lines;
}

# Runs the program in a case's folder. Gives stdout, stderr and the exit code (or "signal N").
sub run_program {
    my ($folder, $stdin) = @_;
    my @args = -e "$folder/args" ? lines("$folder/args") : ('render');
    my %env  = (PATH => '/usr/bin:/bin', HOME => '/nonexistent', LC_ALL => 'C', TESTS_DIR => dirname($root), %kept);
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
        exec {$program} $program, @args or print STDERR "cannot run $program: $!\n";
        POSIX::_exit(127);
    }
    waitpid $child, 0;
    my $code = $? & 127 ? 'signal ' . ($? & 127) : $? >> 8;
    return (slurp("$scratch/stdout"), slurp("$scratch/stderr"), $code);
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

# The complaints about a case; none when it is as expected.
sub complaints {
    my ($folder) = @_;
    return ('neither args nor in.yaml is here') unless -e "$folder/args" || -e "$folder/in.yaml";
    my ($out, $err, $code) = run_program($folder, -e "$folder/in.yaml" ? "$folder/in.yaml" : '/dev/null');
    if ($update) {
        expect("$folder/out.yaml", $out, '');
        expect("$folder/err", $err, '');
        expect("$folder/code", "$code\n", "0\n");
    }
    my $wanted = -e "$folder/code" ? (lines("$folder/code"))[0] : 0;
    my @complaints;
    push @complaints, "died of $code" if $code =~ /signal/;
    push @complaints, "exit code $code, expected $wanted" if $code ne $wanted;
    push @complaints, difference('stdout', slurp("$folder/out.yaml"), $out);
    push @complaints, difference('stderr', slurp("$folder/err"), $err);
    push @complaints, 'it fails, and yet prints something on stdout' if $code ne '0' && $out ne '';
    if ($code eq '0' && !$ENV{CASES_ONCE} && !-e "$folder/once" && !@complaints) {
        spew("$scratch/again", $out);
        my ($out_again, undef, $code_again) = run_program($folder, "$scratch/again");
        push @complaints, "second pass: exit code $code_again" if $code_again ne '0';
        push @complaints, difference('second pass, stdout', $out, $out_again);
    }
    return @complaints;
}

-x $program or die "$program is not there: run make first\n";
chmod 0600, grep { -f } glob "$root/../data/keys/*";
my @cases = sort map { s{^\Q$root\E/|/$}{}gr } glob "$root/*/*/";
if (my @chosen = map { s{^(?:\./)?(?:tests/cases/)?|/$}{}gr } @ARGV) {
    @cases = grep { my $case = $_; grep { $case eq $_ || index($case, "$_/") == 0 } @chosen } @cases;
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
