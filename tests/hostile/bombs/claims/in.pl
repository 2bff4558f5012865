# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
print "namespace: {name: p$_}\nteam: {team_name: t}\nexternal_secrets: {stores: []}\n---\n" for 1 .. 20_000;
print "team: {name: t}\nexternal_secrets: {stores: []}\n---\n" x 20_000;
print "namespace: {name: q}\nexternal_secrets: {stores: [{name: v, provider: {fake: {}}}]}\n";
