# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "kind: List\nenvironments: &e [", join(',', map { "e$_" } 1 .. 9000), "]\nitems:\n";
print "- {namespace: {name: p$_}, environments: *e, external_secrets: {keyvault_url: \"https://kv.example.com\", auth_type: ManagedIdentity}}\n"
    for 1 .. 200;
