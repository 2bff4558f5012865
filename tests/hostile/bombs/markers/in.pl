# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "...\n" x 1_000_000;
print "external_secrets: {foreign: 1}\n";
