#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Prints a stream of tenants, each with the values document and the ExternalSecret that its release gives:
#   tests/bench/make-tenants.pl TENANTS [STRINGS]
# Each tenant declares one Key Vault with two sealed strings, no two alike: those of the file STRINGS, one a line, or such as look right
# and cannot be opened. The same arguments give the same bytes.
use strict;
use warnings;
use MIME::Base64 qw(encode_base64);

use constant { RSA_BYTES => 512, PLAINTEXT_BYTES => 36, TAG_BYTES => 16 };

my ($tenants, $file) = @ARGV;
defined $tenants && $tenants =~ /\A\d+\z/ or die "usage: make-tenants.pl TENANTS [STRINGS]\n";

my @strings;
if (defined $file) {
    open my $in, '<', $file or die "$file: $!\n";
    chomp(@strings = <$in>);
    @strings >= 2 * $tenants or die "$file: fewer than @{[2 * $tenants]} strings\n";
}

srand 1;
sub string {
    my ($number) = @_;
    return $strings[$number] if @strings;
    return encode_base64(pack('n', RSA_BYTES) . join('', map { pack 'L', rand 2**32 } 1 .. (RSA_BYTES + PLAINTEXT_BYTES + TAG_BYTES) / 4), '');
}

for my $tenant (0 .. $tenants - 1) {
    my ($id, $secret) = (string(2 * $tenant), string(2 * $tenant + 1));
    print <<"END";
---
# Source: tenant-$tenant/templates/external-secrets-values.yaml
namespace: {name: tenant-$tenant}
environments: [{name: dev}]
external_secrets:
  azure_tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d
  keyvault_url: https://vault-$tenant.vault.azure.net
  keyvault_credentials:
    scope: cluster-wide
    client_id: $id
    client_secret: $secret
---
# Source: tenant-$tenant/templates/externalsecret.yaml
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: web
  namespace: tenant-$tenant-dev
spec:
  refreshInterval: 1h0m0s
  secretStoreRef: {kind: SecretStore, name: tenant-$tenant-secret-store}
  data:
    - secretKey: password
      remoteRef: {key: web-password}
END
}
