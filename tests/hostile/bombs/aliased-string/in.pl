# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "namespace: {name: mallory}\nx: &s AgBAAAAA", 'A' x 1_400_000, "\nexternal_secrets:\n  stores:\n";
print "  - {name: v$_, provider: {doppler: {auth: {secretRef: {dopplerToken: {sealed: *s}}}}}}\n" for 1 .. 9000;
