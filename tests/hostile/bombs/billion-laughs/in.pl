# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "external_secrets: {}\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
print "a$_: &a$_ [", join(', ', ("*a" . ($_ - 1)) x 10), "]\n" for 1 .. 20;
