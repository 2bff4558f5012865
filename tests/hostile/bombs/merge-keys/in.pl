# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "external_secrets: {stores: []}\na0: &a0 {x: 1}\n";
print "a$_: &a$_ {<<: [*a", $_ - 1, ", *a", $_ - 1, "]}\n" for 1 .. 40;
print "<<: *a40\n";
