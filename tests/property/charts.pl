#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The shapes of manifest in tests/data/charts pass byte for byte: alone, with a BOM, with other line ends, all together, and beside
# a tenant, whose output they do not change.
use strict;
use warnings;
use File::Basename qw(basename dirname);
use lib dirname(__FILE__);
use Filter;

my $tenant = "---\nnamespace: {name: poseidon}\nexternal_secrets:\n  stores:\n  - {name: app, provider: {fake: {}}}\n";
my @files  = sort glob root() . '/tests/data/charts/*.yaml';
my $number = 0;

sub check {
    my ($name, $expected, $stdin) = @_;
    my ($out, $err, $code) = run_filter($stdin, []);
    my $good = $code eq '0' && $out eq $expected;
    $number++;
    print $good ? '' : 'not ', "ok $number - $name\n";
    print map { "# $_\n" } "exit code $code", split /\n/, $err unless $good;
    return $good;
}

# What can stand behind another document.
sub behind {
    my ($text) = @_;
    $text =~ s/(?<!\n)\z/\n/;
    return $text =~ /\A---/ ? $text : "---\n$text";
}

sub with_crlf {
    my ($text) = @_;
    return $text =~ s/\r?\n/\r\n/gr;
}

print '1..', 4 * @files + 2, "\n";
my ($generated) = run_filter($tenant, []);
my ($good, $all) = (1, '');
for my $file (@files) {
    my ($name, $text) = (basename($file), slurp($file));
    $good &= check("$name alone", $text, $text);
    $good &= check("$name behind a BOM", "\xef\xbb\xbf$text", "\xef\xbb\xbf$text");
    $good &= check("$name with CRLF", with_crlf($text), with_crlf($text));
    # What is generated has the line ends of the stream's beginning.
    my $made = $text =~ /\A[^\n]*\r\n/ ? with_crlf($generated) : $generated;
    $good &= check("$name beside a tenant", behind($text) . $made, behind($text) . $tenant);
    $all .= behind($text);
}
$good &= check('all together', $all, $all);
$good &= check('a tenant among all', $all . $generated, $all =~ s/^(?=---\napiVersion: cert-manager)/$tenant/mr);
exit($good ? 0 : 1);
