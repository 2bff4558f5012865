# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "namespace: {name: mallory}\nexternal_secrets: {stores: [{name: v, provider: {vault: {auth: {tokenSecretRef: {sealed: AgB", 'A' x 4_000_000, "}}}}}]}\n";
