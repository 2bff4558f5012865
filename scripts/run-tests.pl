#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Runs test suites (all of them produce TAP) with prove's own harness, and counts.
#   scripts/run-tests.pl [--build DIR] [--jobs N] [--under COMMAND] SUITE...
# The last line is "N passed, N failed"; the same numbers are added to the file that TEST_COUNTS names.
# With CI=true a skipped test and an empty suite are failures.
use strict;
use warnings;
use Cwd qw(abs_path);
use Getopt::Long;
use List::Util qw(uniq);
use TAP::Harness;

my ($build, $jobs, $under) = ('build', 1, '');
GetOptions('build=s' => \$build, 'jobs=i' => \$jobs, 'under=s' => \$under) && @ARGV
    or die "usage: run-tests.pl [--build DIR] [--jobs N] [--under COMMAND] SUITE...\n";
my $strict = ($ENV{CI} // '') eq 'true';

# suite => the files that are its tests; words behind a script's name are its arguments
my %suites = (
    unit  => sub { map { my $test = $_; $test =~ s/\.c$//; "$build/$test" } glob 'tests/unit/test_*.c' },
    cli   => sub { glob 'tests/cli/*.bats' },
    cases => sub { map { "tests/cases/run.pl $_" } uniq map { m{([^/]+)/[^/]+/$} } glob 'tests/cases/*/*/' },
    fuzz  => sub { map { my $target = $_; $target =~ s/\.c$//; "$build/$target" } glob 'tests/fuzz/fuzz_*.c' },
    hostile => sub { glob('tests/hostile/*/*/') ? 'tests/cases/run.pl --root tests/hostile' : () },
    property => sub { glob 'tests/property/*.pl' },
    faults => sub { glob 'tests/faults/*.pl' },
    docs  => sub { glob 'tests/docs/*.bats' },
    e2e   => sub { glob 'tests/e2e/*.bats' },
);

# How a test file is started.
sub command {
    my ($harness, $file) = @_;
    return ['bats', '--tap', $file] if $file =~ /\.bats$/;
    return [$^X, split ' ', $file] if $file =~ /\.pl\b/;
    # A fuzz target is run over its corpus.
    my @inputs = $file =~ m{/fuzz_(\w+)$} ? glob "tests/fuzz/corpus/$1/*" : ();
    return [split(' ', $under), $file, @inputs];
}

# Keeps what a test says about its failures, to be shown at the end.
sub watch {
    my ($findings, $run, $job) = @_;
    my $failing = 0;
    my $keep    = sub { $findings->{$job->[0]} .= '    ' . $_[0]->raw . "\n" if $failing };
    $run->callback(test    => sub { $failing = !$_[0]->is_ok; $keep->(@_) });
    $run->callback(comment => $keep);
}

my $absolute = abs_path($build) or die "$build is not there: run make first\n";
delete @ENV{grep { /^EXTERNAL_SECRETS_/ } keys %ENV};
$ENV{LC_ALL} = 'C';
$ENV{CMOCKA_MESSAGE_OUTPUT} = 'TAP';
$ENV{PROGRAM} //= "$absolute/kubectl-external_secrets";
$ENV{TOOLS} //= "$absolute/tools";
$ENV{PATH} = "$absolute:$ENV{TOOLS}:$ENV{PATH}";
# git keeps no such modes, and the program warns of a key that everybody can read.
chmod 0600, grep { -f } glob 'tests/data/keys/*';

# Nothing of the caller's to wait for, and an end to what hangs.
open STDIN, '<', '/dev/null' or die "/dev/null: $!\n";
$ENV{BATS_TEST_TIMEOUT} //= 300;

my (@tests, @complaints);
for my $suite (@ARGV) {
    my $files = $suites{$suite} or die "no suite $suite; there are: @{[sort keys %suites]}\n";
    my @files = $files->();
    push @complaints, "suite $suite has no tests" if $strict && !@files;
    push @tests, @files;
}

my ($passed, $failed) = (0, scalar @complaints);
if (@tests) {
    my $harness = TAP::Harness->new({ exec => \&command, jobs => $jobs, color => -t STDOUT ? 1 : 0 });
    my %findings;
    $harness->callback(made_parser => sub { watch(\%findings, @_) });
    my $results = $harness->runtests(@tests);
    print "\n$_\n$findings{$_}" for grep { $findings{$_} } @tests;
    for my $file (@tests) {
        my ($run) = $results->parsers($file);
        my $skipped = defined $run->skip_all ? 1 : scalar $run->skipped;
        my $bad = $run->failed;
        # A program that died, or whose plan does not hold, has failed even if every line says ok.
        $bad ||= 1 if $run->exit || $run->wait || $run->parse_errors || (!$run->tests_run && !defined $run->skip_all);
        if ($skipped && $strict) {
            push @complaints, "$file skips $skipped";
            $bad += $skipped;
        }
        $failed += $bad;
        $passed += $run->passed - $run->skipped;
    }
}

print "FAILED: $_\n" for @complaints;
if (my $counts = $ENV{TEST_COUNTS}) {
    open my $out, '>>', $counts or die "$counts: $!\n";
    print $out "$passed $failed\n";
    close $out or die "$counts: $!\n";
}
print "$passed passed, $failed failed\n";
exit($failed ? 1 : 0);
