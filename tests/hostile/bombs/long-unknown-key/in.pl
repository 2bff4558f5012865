# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "namespace: {name: mallory}\nexternal_secrets:\n  stores: []\n  ? ", 'k' x 3_000_000, "\n  : 1\n";
