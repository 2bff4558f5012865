# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print 'external_secrets: {', join(', ', map { sprintf 'keyvault_cridintiol_%06d: 1', $_ } 1 .. 300_000), "}\n";
