# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "external_secrets: {stores: []}\n#", 'x' x (80 << 20), "\n";
