# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "team: {name: t$_, tenants: [p]}\nexternal_secrets: {stores: [{name: v, kind: ClusterSecretStore, provider: {fake: {}}}]}\n---\n" for 1 .. 2000;
print "namespace: {name: p}\nenvironments: [", join(',', map { "e$_" } 1 .. 10000), "]\nexternal_secrets: {stores: []}\n";
