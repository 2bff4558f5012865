# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "external_secrets: {stores: []}\nx:\n";
print "- &a$_ 1\n" for 1 .. 300_000;
