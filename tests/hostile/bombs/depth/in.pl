# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print 'external_secrets: ', '[' x 10_000_000;
