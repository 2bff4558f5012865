#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# What --emit sealed-secret wraps, the real kubeseal opens to what --emit secret gives: over the streams of tests/property, object
# by object. Strings of odd seeds are sealed by kubeseal itself. SEED and COUNT as in tests/property/properties.pl.
#   unseal.pl KUBESEAL PYTHON
use strict;
use warnings;
use File::Basename qw(dirname);
use JSON::PP;
use lib dirname(__FILE__) . '/../property';
use Chance;
use Filter;
use Streams;

my ($kubeseal, $python) = @ARGV;
my $json = JSON::PP->new->canonical->utf8;
my ($key, $certificate) = map { root() . "/tests/data/keys/one.$_" } 'pem', 'crt';
my ($seed, $count) = ($ENV{SEED} || 1, $ENV{COUNT} || 60);
chmod 0600, $key;

sub by_kubeseal {
    my ($label, $plaintext) = @_;
    my ($namespace, $name) = split m{/}, $label;
    my $scope = defined $name ? 'strict' : defined $namespace ? 'namespace-wide' : 'cluster-wide';
    my @where = (defined $namespace ? "--namespace $namespace" : '', defined $name ? "--name $name" : '');
    spew(scratch() . '/plaintext', $plaintext);
    my $sealed = qx('$kubeseal' --raw --cert '$certificate' --scope $scope @where <'@{[scratch()]}/plaintext');
    $? == 0 or die "kubeseal --raw: $?\n";
    return $sealed;
}

# The objects of a kind that come out of a stream, by namespace and name, as a YAML reader has them.
sub objects {
    my ($kind, $stream, $emit) = @_;
    my ($out, $err, $code) = run_filter(stream_bytes($stream), [@{ $stream->{arguments} }, '--emit', $emit]);
    $code eq '0' or die "--emit $emit: $err";
    $out =~ s/\A.*?(?=^---\n# Source: external-secrets\/)//ms or return ();
    spew(scratch() . '/generated', $out);
    my @readings = qx('$python' '@{[root()]}/tests/property/readers.py' <'@{[scratch()]}/generated');
    my @lines    = grep { $_->[0] eq 'ruamel.yaml' } map { $json->decode($_) } @readings;
    return map { ("$_->{metadata}{namespace}/$_->{metadata}{name}" => $_) } grep { $_->{kind} eq $kind } map { $_->[1] } @lines;
}

# Unsealed, without what the controller adds.
sub unsealed {
    my ($sealed) = @_;
    spew(scratch() . '/sealed.json', $json->encode($sealed));
    my $opened = qx('$kubeseal' --recovery-unseal --recovery-private-key '$key' <'@{[scratch()]}/sealed.json');
    my $secret = $json->decode($opened);
    # What SealedSecrets alone have: whose they are, and their scope.
    delete @{ $secret->{metadata} }{'ownerReferences', 'creationTimestamp', 'annotations'};
    return $secret;
}

my ($secrets, $strings, @complaints) = (0, 0);
for my $at ($seed .. $seed + $count - 1) {
    seed_with($at);
    $Filter::seal_with = $at % 2 ? \&by_kubeseal : undef;
    my $stream = make_stream('sealed-secret');
    splice @{ $stream->{arguments} }, 0, 2;
    my %opened = objects('Secret', $stream, 'secret');
    my %sealed = objects('SealedSecret', $stream, 'sealed-secret');
    push @complaints, "seed $at: other objects" if join(' ', sort keys %opened) ne join ' ', sort keys %sealed;
    for my $id (sort keys %sealed) {
        my ($one, $two) = map { $json->encode($_) } $opened{$id} // {}, unsealed($sealed{$id});
        push @complaints, "seed $at, $id: expected $one, unsealed $two" if $one ne $two;
        $secrets++;
        $strings += keys %{ $sealed{$id}{spec}{encryptedData} };
    }
}
print "$_\n" for @complaints;
print "$strings strings in $secrets Secrets\n";
exit(@complaints || $strings < $count ? 1 : 0);
