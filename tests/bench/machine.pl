# SPDX-License-Identifier: Apache-2.0
#
# On what, and with which versions of what, the bench ran.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);

# The first group of the first line in a file that fits.
sub found_in {
    my ($path, $pattern) = @_;
    open my $in, '<', $path or return 'unknown';
    while (my $line = <$in>) {
        return $1 if $line =~ $pattern;
    }
    return 'unknown';
}

# The first line that a command prints.
sub first_line {
    my (@command) = @_;
    open(my $in, '-|', 'sh', '-c', '"$@" 2>/dev/null </dev/null', 'bench', @command) or return 'unknown';
    chomp(my $line = <$in> // 'unknown');
    close $in;
    return $line;
}

sub load_average { return found_in('/proc/loadavg', qr/^(\S+)/) + 0 }

sub machine {
    my $kib = found_in('/proc/meminfo', qr/^MemTotal: +(\d+)/);
    return (
        processor => found_in('/proc/cpuinfo', qr/^model name\s*: (.*)/),
        cores     => first_line('getconf', '_NPROCESSORS_ONLN') + 0,
        memory_gib => int($kib / 1024 / 1024 + 0.5),
        system    => found_in('/etc/os-release', qr/^PRETTY_NAME="?([^"\n]*)/),
        kernel    => first_line('uname', '-sr'),
    );
}

# What Go compiled says which version it asked for (scripts/tools.sh), the Helms and kubectl say theirs themselves.
sub tool_version {
    my ($path, $name) = @_;
    my $pinned = found_in(dirname(abs_path($path)) . "/$name.sums", qr/^# .*\@v?(\S+)/);
    return $pinned if $pinned ne 'unknown';
    my $line = $name =~ /^helm/ ? first_line($path, 'version', '--short') : first_line($path, 'version', '--client');
    return $line =~ /v?(\d+\.\d+\.\d+)/ ? $1 : 'unknown';
}

sub versions {
    my ($inputs) = @_;
    my %versions = ('external-secrets' => first_line('git', 'describe', '--always', '--dirty'),
                    compiler => first_line($ENV{CC} // 'cc', '--version'));
    for my $name (qw(helm3 helm4 kubectl kubeseal yq kustomize sops vals)) {
        my $path = "$inputs->{build}/tools/$name";
        $versions{$name} = tool_version($path, $name) if -x $path;
    }
    return \%versions;
}

1;
