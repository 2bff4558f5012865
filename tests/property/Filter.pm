# SPDX-License-Identifier: Apache-2.0
#
# The program under test, and what seals strings for it.
package Filter;
use strict;
use warnings;
use Cwd            qw(abs_path);
use Exporter       qw(import);
use File::Basename qw(dirname);
use File::Temp     qw(tempdir);
use IPC::Open2;
use POSIX ();
use lib abs_path(dirname(__FILE__)) . '/..';
use Bytes qw(slurp spew);
our @EXPORT = qw(slurp spew scratch built root run_filter seal);

use constant SECONDS => 120;

my $root    = abs_path(dirname(__FILE__) . '/../..');
my $scratch = tempdir(CLEANUP => 1);
my $program = $ENV{PROGRAM} // "$root/build/kubectl-external_secrets";
my $build   = dirname(abs_path($program) // $program);
my %kept    = map { $_ => $ENV{$_} } grep { /SAN_OPTIONS$/ } keys %ENV;
my ($to_sealer, $from_sealer);

# Takes the place of our own sealing where it is set: takes a label and a plaintext.
our $seal_with;

sub root    { return $root }
sub scratch { return $scratch }
# A program of tests/property.
sub built { return ($ENV{PROPERTY_PROGRAMS} // "$build/tests/property") . "/$_[0]" }

# Runs the filter in the scratch folder over some bytes; words that are to stand in front of the command go into $before. Gives
# stdout, stderr and the exit code (or "signal N").
sub run_filter {
    my ($stdin, $arguments, @before) = @_;
    spew("$scratch/stdin", $stdin);
    my $child = fork // die "fork: $!\n";
    if (!$child) {
        chdir $scratch or die "$scratch: $!\n";
        open STDIN,  '<', "$scratch/stdin"  or die "$scratch/stdin: $!\n";
        open STDOUT, '>', "$scratch/stdout" or die "$scratch/stdout: $!\n";
        open STDERR, '>', "$scratch/stderr" or die "$scratch/stderr: $!\n";
        %ENV = (PATH => '/usr/bin:/bin', HOME => '/nonexistent', LC_ALL => 'C', %kept);
        alarm SECONDS;    # survives exec: a program that hangs dies of it
        my @command = (@before, $program, 'render', @$arguments);
        exec { $command[0] } @command or print STDERR "cannot run $command[0]: $!\n";
        POSIX::_exit(127);
    }
    waitpid $child, 0;
    my $code = $? & 127 ? 'signal ' . ($? & 127) : $? >> 8;
    return (slurp("$scratch/stdout"), slurp("$scratch/stderr"), $code);
}

# A plaintext sealed for a label, by tests/data/keys/one.pem.
sub seal {
    my ($label, $plaintext) = @_;
    return $seal_with->($label, $plaintext) if $seal_with;
    if (!$to_sealer) {
        chdir $root or die "$root: $!\n";
        open2($from_sealer, $to_sealer, built('seal_strings'));
    }
    print $to_sealer $label, "\t", unpack('H*', $plaintext), "\n";
    $to_sealer->flush;
    chomp(my $sealed = <$from_sealer> // die "the sealer ended\n");
    return $sealed;
}

1;
