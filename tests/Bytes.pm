# SPDX-License-Identifier: Apache-2.0
#
# Whole files as bytes, for tests.
package Bytes;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw(slurp spew);

# What a file holds; nothing where it cannot be read.
sub slurp {
    my ($path) = @_;
    open my $in, '<:raw', $path or return '';
    local $/;
    return scalar(<$in>) // '';
}

# Gives the path.
sub spew {
    my ($path, $bytes) = @_;
    open my $out, '>:raw', $path or die "$path: $!\n";
    print $out $bytes;
    close $out or die "$path: $!\n";
    return $path;
}

1;
