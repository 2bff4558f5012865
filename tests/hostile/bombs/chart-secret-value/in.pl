# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: mallory-dev, annotations: {external-secrets.render/sealed: 'true'}}\ndata:\n  a: AgAA", 'A' x 3_500_000, "\n";
