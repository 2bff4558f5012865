# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "external_secrets: \"", "x\n\n" x 3_000_000;
