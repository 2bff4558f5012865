#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Runs a command at a terminal of its own and types at it:
#   terminal.pl [--wait TEXT] [--type TEXT... | --signal NAME] COMMAND [ARGUMENT]...
# Waits until the terminal shows TEXT, then types, or sends the signal. With several to type it waits as often for the same TEXT. What the
# terminal shows goes to stdout; behind it come lines that begin with "#": whether the terminal shows what is typed while it waits and
# when all is over, and how the command ended.
use strict;
use warnings;
use Getopt::Long qw(:config require_order);
use POSIX qw(ECHO TCSANOW);

use constant { TIOCSPTLCK => 0x40045431, TIOCGPTN => 0x80045430, SECONDS => 30 };

my ($wait, $signal, @types) = ('', '');
GetOptions('wait=s' => \$wait, 'type=s' => \@types, 'signal=s' => \$signal) && @ARGV or die "usage: see the head of $0\n";

my ($unlock, $number) = (pack('i', 0), pack 'i', 0);
open my $master, '+<:raw', '/dev/ptmx' or die "/dev/ptmx: $!\n";
ioctl($master, TIOCSPTLCK, $unlock) && ioctl($master, TIOCGPTN, $number) or die "no terminal: $!\n";
my $path = '/dev/pts/' . unpack 'i', $number;

sub shows_typing {
    my ($terminal) = @_;
    my $settings = POSIX::Termios->new;
    $settings->getattr(fileno $terminal) // die "$path: $!\n";
    return $settings->getlflag & ECHO ? 'shown' : 'not shown';
}

my $child = fork // die "fork: $!\n";
if (!$child) {
    POSIX::setsid();
    open my $own, '+<', $path or die "$path: $!\n";    # a session without a terminal gets it as its own
    open STDIN,  '<&', $own or die;
    open STDOUT, '>&', $own or die;
    open STDERR, '>&', $own or die;
    close $own;
    close $master;
    $SIG{$_} = 'DEFAULT' for qw(INT TERM HUP QUIT);
    exec @ARGV or POSIX::_exit(127);
}

# Held open, so that the terminal lives until all that it showed has been read.
open my $slave, '+<', $path or die "$path: $!\n";
local $SIG{ALRM} = sub { kill 'KILL', $child; die "the command hangs\n" };
alarm SECONDS;
my ($shown, $while, $from, $acts) = ('', '', 0, @types || 1);

# Whether what it waits for has been shown, behind the last time.
sub is_asked {
    return $acts && index($shown, $wait, $from) >= 0;
}

while (1) {
    if (is_asked()) {
        $from  = index($shown, $wait, $from) + length $wait;
        $while = shows_typing($slave);
        $acts--;
        syswrite $master, shift @types if @types;
        kill $signal, $child if $signal ne '';
    }
    my $readable = '';
    vec($readable, fileno $master, 1) = 1;
    my $over = waitpid($child, POSIX::WNOHANG()) == $child;
    my $status = $?;
    while (select(my $ready = $readable, undef, undef, $over ? 0 : 0.02)) {
        sysread($master, $shown, 65536, length $shown) or last;
        last if is_asked();
    }
    next if !$over;
    print $shown =~ s/\r\n/\n/gr, "\n# while it waits: $while\n# at the end: ", shows_typing($slave), "\n";
    print $status & 127 ? '# signal ' . ($status & 127) : '# exit code ' . ($status >> 8), "\n";
    last;
}
