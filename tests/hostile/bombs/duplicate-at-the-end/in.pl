# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "external_secrets: {stores: []}\nx:\n";
print "  key$_: 1\n" for 1 .. 400_000;
print "  key400000: 2\n";
