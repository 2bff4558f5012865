#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# System calls that fail: every read, write, open and close of a run once, each in a run of its own; short reads and writes; no room, no
# reader, no locked memory, no threads, no random bytes. Each run does all it should, or ends in one error that names the place and writes
# nothing. FAULTS_SEED is the seed of what is left to chance; with FAULTS_EVERY four commands stand for all.
use strict;
use warnings;
use Errno qw(EACCES EAGAIN EINTR EIO EMFILE ENOMEM ENOSPC EPERM EPIPE);
use FindBin;
use lib $FindBin::Bin;
use Faults qw(check commands complaints done is_refused is_whole note run scene slurp whole);

my $seed = $ENV{FAULTS_SEED} // int(rand 1e9);
note("FAULTS_SEED=$seed");
scene();
my @commands = $ENV{FAULTS_EVERY} ? qw(opened sealed-secret sealed unseal) : commands();
my %expected = map { $_ => run(%{ commands($_) }, residue => 1) } @commands;

sub message_of {
    my ($errno) = @_;
    local $! = $errno;
    return "$!";
}

# --- one call fails ---

my $input = qr{stdin|key\.yaml|cert\.pem|two\.crt|values\.yaml|sealed\.txt|secrets\.yaml|folder|folder/\d\.yaml};

# The call, its errors, and what must become of the run: an error that begins so, or nothing at all (undef).
my @calls = (
    ['read',           [EIO],             qr/^error: (?:$input): cannot be read: Input/],
    ['read',           [EINTR, EAGAIN],   undef],
    ['open',           [EACCES, EMFILE],  qr/^error: (?:$input): cannot be opened: (?:Permission|Too many)/],
    ['lstat',          [EIO],             qr/^error: folder\/\d\.yaml: cannot be read: Input/],
    ['fstat',          [EIO],             undef],
    ['writev',         [ENOSPC, EIO],     qr/^error: stdout: cannot be written: (?:No space|Input)/],
    ['writev',         [EINTR, EAGAIN],   undef],
    ['madvise',        [ENOMEM],          undef],
    ['mlock',          [ENOMEM, EPERM],   undef],
    ['mprotect',       [ENOMEM],          'mprotect'],
    ['pthread_create', [EAGAIN, EPERM],   undef],
    ['close',          [EIO],             'close'],
);

# Closing stdout is the last chance to hear that it was not written; what is closed besides was only read.
sub judged_close {
    my ($ended, $expected, $command) = @_;
    return is_whole($ended, $expected) if $ended->{code} != 6;
    return grep { $_ } complaints($ended), $ended->{out} ne $expected->{out} && 'stdout is another',
        $ended->{err} ne "error: stdout: cannot be written: Input/output error\n" && "it says: $ended->{err}";
}

# Key files that were closed to reading have to be opened again; all else is only more than has to be.
sub judged_mprotect {
    my ($ended, $expected) = @_;
    return $ended->{code} == 6 ? is_refused($ended, qr/^error: out of memory/) : is_whole($ended, $expected);
}

sub judged {
    my ($ended, $expected, $wanted) = @_;
    return is_whole($ended, $expected) if !defined $wanted;
    return is_refused($ended, $wanted) if ref $wanted;
    return $wanted eq 'close' ? judged_close($ended, $expected) : judged_mprotect($ended, $expected);
}

sub fail_call {
    my ($name, $call, $errno, $number, @more) = @_;
    my %env = (SHIM_CALL => $call, SHIM_CALL_NUMBER => $number, SHIM_ERRNO => $errno, SHIM_CORES => 4, @more);
    return run(%{ commands($name) }, shims => [qw(call cores)], env => \%env, residue => 1);
}

my %seen;
for (@calls) {
    my ($call, $errors, $wanted) = @$_;
    my @wrong;
    for my $name (@commands) {
        unlink 'calls';
        fail_call($name, $call, 0, 0, SHIM_CALL_COUNT => 'calls');
        my $count = slurp('calls') + 0;
        $seen{$call} += $count;
        for my $errno (@$errors) {
            for my $number (1 .. $count) {
                my $ended = fail_call($name, $call, $errno, $number);
                push @wrong, "$name, call $number: $_" for judged($ended, $expected{$name}, $wanted);
            }
        }
    }
    push @wrong, 'it is not called at all' if !$seen{$call};
    check("$call fails once: " . join(', ', map { message_of($_) } @$errors), @wrong);
}

for my $call (qw(mlock pthread_create madvise)) {
    my @wrong;
    for my $name (@commands) {
        push @wrong, map { "$name: $_" } is_whole(fail_call($name, $call, EAGAIN, '+1'), $expected{$name});
    }
    check("$call never works", @wrong);
}

sub verbose {
    my %command = %{ commands('opened') };
    return run(%command, args => [@{ $command{args} }, '--verbose'], shims => ['call'],
        env => { SHIM_CALL => 'mlock', SHIM_CALL_NUMBER => $_[0], SHIM_ERRNO => ENOMEM }, residue => 1);
}

{
    my $note = "detail: keys may be written to swap: this system refuses to lock memory\nhint: ulimit -l shows";
    my ($locked, $unlocked) = (verbose('0'), verbose('+1'));
    check('with --verbose it is said that keys are not locked', complaints($unlocked),
        index($unlocked->{err}, $note) < 0 ? "it says: $unlocked->{err}" : (), $unlocked->{code} ? "exit code $unlocked->{code}" : ());
    check('and nothing where they are', index($locked->{err}, 'swap') >= 0 ? "it says: $locked->{err}" : ());
}

# --- pieces ---

for my $most (1, 7, 5000) {
    my @wrong;
    for my $name (@commands) {
        my %env = (SHIM_PIECES => $most, SHIM_SEED => $seed);
        my $ended = run(%{ commands($name) }, shims => ['pieces'], env => \%env, residue => 1);
        push @wrong, map { "$name: $_" } is_whole($ended, $expected{$name});
    }
    check("reads and writes of at most $most bytes, some interrupted", @wrong);
}

# --- no room, no reader ---

{
    my @wrong;
    for my $name (grep { !commands($_)->{code} } @commands) {
        my $full = run(%{ commands($name) }, stdout => '/dev/full', residue => 1);
        push @wrong, map { "$name: $_" } is_refused($full, qr/^error: stdout: cannot be written: No space left on device$/);
    }
    check('a full disk', @wrong);
}

for my $ignored (0, 1) {
    my @wrong;
    local $SIG{PIPE} = $ignored ? 'IGNORE' : 'DEFAULT';
    for my $name (grep { !commands($_)->{code} } @commands) {
        pipe my $reader, my $writer or die "pipe: $!\n";
        close $reader;
        my $ended = run(%{ commands($name) }, stdout => $writer, residue => $ignored);
        push @wrong, map { "$name: $_" } is_refused($ended, qr/^error: stdout: cannot be written: Broken pipe$/) if $ignored;
        push @wrong, "$name: signal $ended->{signal}: $ended->{err}" if !$ignored && ($ended->{signal} != 13 || $ended->{err} ne '');
    }
    check($ignored ? 'nobody reads, and SIGPIPE is ignored' : 'nobody reads', @wrong);
}

# --- no random bytes ---

{
    my $says = qr/^error: the system gives no random bytes$/;
    my @wrong;
    for my $name (@commands) {
        for (my ($from, $fine) = (1, 0); $from <= 50 && !$fine; $from++) {
            my $ended = run(%{ commands($name) }, shims => ['entropy'], env => { SHIM_ENTROPY_FROM => $from }, residue => 1);
            $fine = $from > 1 && whole($ended, $expected{$name});
            push @wrong, map { "$name, from call $from on: $_" } $fine ? complaints($ended) : is_refused($ended, $says);
        }
    }
    check('no random bytes', @wrong);
}
done();
