#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The shapes of manifest in tests/data/charts pass byte for byte: alone, with a BOM, with other line ends, all together, and beside
# a tenant, of whose output they change but the label that Helm sets on what it installs.
use strict;
use warnings;
use File::Basename qw(basename dirname);
use lib dirname(__FILE__);
use Filter;

my $tenant = "---\nnamespace: {name: poseidon}\nexternal_secrets:\n  stores:\n  - {name: app, provider: {fake: {}}}\n";
my @files  = sort glob root() . '/tests/data/charts/*.yaml';
my $number = 0;
my ($generated) = run_filter($tenant, []);

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

# What the tenant's values give beside a text.
sub generated_beside {
    my ($text) = @_;
    my $by_helm = $text =~ m{^# Source: \S+/templates/}m;
    return $generated =~ s{(app\.kubernetes\.io/managed-by: )external-secrets$}{$by_helm ? "$1Helm" : $&}emgr;
}

print '1..', 4 * @files + 2, "\n";
my ($good, $all) = (1, '');
for my $file (@files) {
    my ($name, $text) = (basename($file), slurp($file));
    $good &= check("$name alone", $text, $text);
    $good &= check("$name behind a BOM", "\xef\xbb\xbf$text", "\xef\xbb\xbf$text");
    $good &= check("$name with CRLF", with_crlf($text), with_crlf($text));
    # What is generated has the line ends of the stream's beginning.
    my $made = generated_beside($text);
    $made = with_crlf($made) if $text =~ /\A[^\n]*\r\n/;
    $good &= check("$name beside a tenant", behind($text) . $made, behind($text) . $tenant);
    $all .= behind($text);
}
$good &= check('all together', $all, $all);
$good &= check('a tenant among all', $all . generated_beside($all), $all =~ s/^(?=---\napiVersion: cert-manager)/$tenant/mr);
exit($good ? 0 : 1);
