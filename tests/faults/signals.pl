#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# What a signal does to a run while it reads, while it opens strings and while it writes: it ends as by that signal, says so in one line that
# is true, and leaves nothing on stdout unless it had begun to write. And what others see of a run: not the keys in its environment.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Faults qw(check commands done note run scene slurp start);
use POSIX qw(:signal_h :sys_wait_h);
use Time::HiRes qw(sleep time);

use constant { FIONREAD => 0x541B, SECONDS => 30 };
scene();
# What runs in the background may have been told to ignore them.
$SIG{$_} = 'DEFAULT' for qw(HUP INT TERM);

# Waits until something holds; what keeps a run from getting there is a failure.
sub wait_until {
    my ($holds) = @_;
    my $end = time + SECONDS;
    until ($holds->()) {
        return 0 if time > $end;
        sleep 0.005;
    }
    return 1;
}

# Bytes that wait in a pipe.
sub waiting {
    my ($pipe) = @_;
    my $count = pack 'i', 0;
    ioctl $pipe, FIONREAD, $count or die "FIONREAD: $!\n";
    return unpack 'i', $count;
}

sub complaints_of {
    my ($child, $number, $says) = @_;
    my $over = wait_until(sub { waitpid($child, WNOHANG) == $child });
    kill SIGKILL, $child if !$over;
    my $err = slurp('stderr');
    my $ended = $over && ($number ? ($? & 127) == $number : $? == 0);
    return grep { $_ } !$ended && "it ended with $?", $err ne $says && "it says: $err";
}

# Reading: half a stream has been taken, the rest never comes. Gives the process and what keeps its stdin open.
sub reading {
    my (%o) = @_;
    pipe my $reader, my $writer or die "pipe: $!\n";
    my $child = start(%{ commands('pass-through') }, stdin => $reader, %o);
    syswrite $writer, "a: 1\n---\n";
    return ($child, $writer, wait_until(sub { waiting($reader) == 0 }) ? () : 'it does not read');
}

my %numbers = (SIGHUP => SIGHUP, SIGINT => SIGINT, SIGTERM => SIGTERM);
for my $name (sort keys %numbers) {
    my $number = $numbers{$name};
    my ($child, $writer, @wrong) = reading();
    kill $number, $child;
    push @wrong, complaints_of($child, $number, "error: stopped by $name; nothing was written\n");
    push @wrong, 'something on stdout' if slurp('stdout') ne '';
    check("$name while it reads", @wrong);

    unlink 'held';
    $child = start(%{ commands('opened') }, shims => [qw(hold cores unfiltered)], env => { SHIM_CORES => 4, SHIM_HELD => 'held' });
    @wrong = wait_until(sub { slurp('held') ne '' }) ? () : 'it does not open strings';
    kill $number, $child;
    push @wrong, complaints_of($child, $number, "error: stopped by $name; nothing was written\n");
    push @wrong, 'something on stdout' if slurp('stdout') ne '';
    check("$name while it opens strings", @wrong);

    pipe my $reader, my $full or die "pipe: $!\n";
    $child = start(%{ commands('pass-through') }, stdout => $full);
    my $before = -1;
    my $stands = sub {
        my $now = waiting($reader);
        my $same = $now > 0 && $now == $before;
        $before = $now;
        sleep 0.05 if !$same;
        return $same;
    };
    @wrong = wait_until($stands) ? () : 'it does not write';
    kill $number, $child;
    push @wrong, complaints_of($child, $number, "error: stopped by $name; what was written is not complete\n");
    check("$name while it writes", @wrong);
}

{
    local $SIG{INT} = 'IGNORE';
    my ($child, $writer, @wrong) = reading();
    kill SIGINT, $child;
    close $writer;
    push @wrong, complaints_of($child, 0, '');
    check('an ignored signal stays ignored', @wrong, slurp('stdout') ne "a: 1\n---\n" ? 'stdout is another' : ());
}

# --- what others see ---

{
    my ($child, $writer, @wrong) = reading(key_data => 1, env => { SEEN => 'yes' });
    my ($environment, $arguments) = (slurp("/proc/$child/environ"), slurp("/proc/$child/cmdline"));
    my @lines = grep { length > 40 } split /\n/, slurp('two.pem');
    push @wrong, "the environment has: $_" for grep { index($environment, $_) >= 0 } @lines;
    push @wrong, "the arguments have: $_" for grep { index($arguments, $_) >= 0 } @lines;
    # The process forbids to be looked into by its own user; root may, and would see all.
    push @wrong, 'the environment is not what was looked at' if $> == 0 && index($environment, 'SEEN=yes') < 0;
    close $writer;
    push @wrong, complaints_of($child, 0, '');
    check('the keys in the environment are not seen in /proc', @wrong);
}

{
    my $left = run(%{ commands('pass-through') }, residue => 1, env => { SHIM_RESIDUE_CONTROL => 1 });
    check('what is left is found', $left->{residue} eq '' ? 'a mark that was left on purpose is not found' : ());
}
done();
