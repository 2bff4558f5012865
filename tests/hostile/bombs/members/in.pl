# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "team: {name: a, tenants: [", 'p, ' x 9999, "p]}\nexternal_secrets: {stores: [{name: v, kind: ClusterSecretStore, provider: {fake: {}}}]}\n";
print "---\nnamespace: {name: p}\nenvironments: [", join(',', map { "e$_" } 1 .. 10000), "]\nexternal_secrets: {stores: []}\n";
