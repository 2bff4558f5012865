# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print '# Source: ', 'a' x 1_000_000, "\nkind: List\nitems:\n- {namespace: {name: p}, external_secrets: {stores: [{name: v, provider: {fake: {}}}]}}\n";
print "- {apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: a, namespace: p}, spec: {secretStoreRef: {name: n$_}}}\n"
    for 1 .. 1000;
