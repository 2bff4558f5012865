# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "%TAG !a$_! x:\n" for 1 .. 200_000;
print "---\nexternal_secrets: {stores: []}\n";
