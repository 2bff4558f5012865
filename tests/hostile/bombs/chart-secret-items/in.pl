# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "apiVersion: v1\nkind: List\nitems:\n- &s\n  apiVersion: v1\n  kind: Secret\n  metadata: {name: s, namespace: n, annotations: {external-secrets.render/sealed: 'true'}}\n  data:\n";
print map { "    k$_: eA==\n" } 1 .. 1000;
print "- *s\n" x 9000;
