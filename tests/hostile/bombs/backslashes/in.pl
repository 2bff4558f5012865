# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print 'a: "', '\\' x 10_000_000, "\"\n";
print 'b: "', '\\x5c' x 2_000_000, "\"\n";
