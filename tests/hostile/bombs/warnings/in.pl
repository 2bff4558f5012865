# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "namespace: {name: p}\nexternal_secrets: {stores: [{name: v, provider: {fake: {}}}]}\n";
print "---\napiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a, namespace: p}\nspec: {secretStoreRef: {name: n$_}}\n"
    for 1 .. 10_000;
