#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# What a program is by the head of its file (ELF-64 of System V's ABI, little-endian): elf.pl PROGRAM prints its architecture, and "static"
# or the loader that it asks for.
use strict;
use warnings;

use constant { LOADER => 3 };    # PT_INTERP
my %architectures = (62 => 'amd64', 183 => 'arm64');    # EM_X86_64, EM_AARCH64

my $path = shift // die "usage: elf.pl PROGRAM\n";
open my $in, '<:raw', $path or die "$path: $!\n";
my $bytes = do { local $/ = undef; <$in> };
if (length $bytes < 64 || $bytes !~ /^\x7fELF\x02\x01/) {
    print "unknown\n";
    exit;
}
my ($machine)         = unpack 'x18 v', $bytes;
my ($offset)          = unpack 'x32 Q<', $bytes;
my ($each, $segments) = unpack 'x54 v v', $bytes;
my $loader            = 'static';
for my $i (0 .. $segments - 1) {
    my ($type, $at, $size) = unpack 'V x4 Q< x16 Q<', substr $bytes, $offset + $i * $each, $each;
    $loader = unpack 'Z*', substr $bytes, $at, $size if $type == LOADER;
}
print $architectures{$machine} // 'unknown', " $loader\n";
