# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
my @keys = map { "k$_" } 1 .. 100_000;
print "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  namespace: mallory-dev\n  annotations:\n";
print '    external-secrets.render/sealed: "', join(',', @keys), qq{"\n};
print "data:\n", map { "  $_: eA==\n" } @keys;
