#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Fills a template: every @NAME@ of stdin gives way to what NAME=VALUE says; a name that is not given is an error.
# Comments that speak of `make release' stay behind, with an empty one in front of them.
use strict;
use warnings;

my %values = map { /^(\w+)=(.*)$/s ? ($1, $2) : die "usage: fill.pl NAME=VALUE... <TEMPLATE\n" } @ARGV;
my $template = do { local $/ = undef; <STDIN> };
$template =~ s/^(?:#\n)?#.*make release.*\n//mg;
$template =~ s/\@(\w+)\@/$values{$1} \/\/ die "fill.pl: nothing is said for $1\n"/ge;
print $template;
