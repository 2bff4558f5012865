# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print '{"a":"external_secrets"}' x 300_000;
