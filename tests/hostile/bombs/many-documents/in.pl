# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "external_secrets_x: 1\n...\n" x 200_000;
