# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "external_secrets: {stores: []}\n? ", 'k' x 8_000_000, "\n: 1\n";
