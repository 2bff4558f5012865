#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The main job on the example tenant; `make demo` runs it. examples/demo/rendered.yaml is what Helm made of the tenant's chart, so this
# needs no Helm: helm template poseidon examples/tenant -f examples/values/generation-1.yaml
set -eu

cd "$(dirname "$0")/.."
program=${PROGRAM:-build/kubectl-external_secrets}
rendered=examples/demo/rendered.yaml
generated='^# Source: external-secrets/'

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# A sealing key that others can read earns a warning, and git keeps no such modes.
(umask 077 && cat examples/sealing-key/key.yaml >"$scratch/key.yaml")

# documents PATTERN: those of a stream whose first line, `# Source: ...`, matches.
documents() {
    awk -v wanted="$1" '
        /^---/ { separator = $0; next }
        separator != "" { shown = $0 ~ wanted; if (shown) print separator; separator = "" }
        shown'
}

# count KIND: how many of it were generated.
count() {
    documents "$generated" <"$scratch/out.yaml" | grep -c "^kind: $1\$" || true
}

echo '### In the rendered chart stand the tenant'\''s values (the sealed strings are cut short here):'
documents external-secrets-values <"$rendered" | cut -c 1-100
echo
echo "### external-secrets --sealing-key examples/sealing-key/key.yaml <$rendered"
"$program" render --sealing-key "$scratch/key.yaml" <"$rendered" >"$scratch/out.yaml"
documents "$generated" <"$scratch/out.yaml"
echo
echo "### The tenant's values are out of the stream; its other $(($(grep -c '^---' "$rendered") - 1)) documents left byte for byte as they came."
echo "### The sealed strings were opened with the throw-away key: $(count Secret) credentials Secrets, one for each environment."
echo "### $(count SecretStore) SecretStores refer to them, so that the tenant's ExternalSecrets have where to read from."
