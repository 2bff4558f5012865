#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Every allocation of a run fails once, each in a run of its own: the program's, its libraries', the C library's. The run ends in one
# message and exit code 6, or copes and does all; it never gives a wrong answer, and no secret is left in the process.
# FAULTS_EVERY=N fails only every N-th.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Faults qw(check commands complaints done is_refused is_whole note run scene slurp whole);

my $every = $ENV{FAULTS_EVERY} // 1;
scene();

sub one {
    my ($command, $cores, %env) = @_;
    return run(%$command, shims => [qw(allocation cores)], env => { SHIM_CORES => $cores, %env }, residue => 1);
}

# With several threads the number of an allocation says less, but a fault meets the others at their work.
for my $name (@ARGV ? @ARGV : (commands(), 'opened by threads')) {
    my ($command, $cores) = $name =~ / by threads$/ ? (commands($`), 4) : (commands($name), 1);
    unlink 'count';
    my $expected = one($command, $cores, SHIM_COUNT => 'count');
    my $count    = slurp('count') + 0;
    my @wrong    = complaints($expected);
    push @wrong, "exit code $expected->{code}: $expected->{err}" if $expected->{code} != ($command->{code} // 0);
    push @wrong, 'they are not counted' if !$count;
    check("$name: all is well with $count allocations", @wrong);
    my (@complaints, $coped);
    for (my $n = 1; $n <= $count; $n += $every) {
        my $ended = one($command, $cores, SHIM_ALLOCATION => $n);
        my $fine  = whole($ended, $expected);
        $coped += $fine;
        @wrong = $fine ? complaints($ended) : is_refused($ended, qr/out of memory|Cannot allocate memory/);
        push @complaints, "allocation $n: " . join '; ', @wrong if @wrong;
    }
    check("$name: each allocation fails once", @complaints);
    note("$name: " . ($coped // 0) . " of $count do not matter");
}
done();
