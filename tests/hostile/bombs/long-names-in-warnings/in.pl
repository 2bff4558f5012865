# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "namespace: {name: p}\nexternal_secrets: {stores: [{name: v, provider: {fake: {}}}]}\n";
print "---\napiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {namespace: p, name: s$_", 'a' x 1_000_000, "}\n" for 1 .. 8;
print "---\nkind: List\nitems:\n";
print "- {apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: a, namespace: p}, spec: {secretStoreRef: {name: n$_}}}\n"
    for 1 .. 1000;
