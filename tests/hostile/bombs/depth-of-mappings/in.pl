# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "external_secrets:\n", '? ' x 5_000_000;
