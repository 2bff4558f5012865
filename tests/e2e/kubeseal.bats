#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The table "For users of kubeseal" in docs/coming-from-kubeseal.md: each row, with the real kubeseal beside ours. A test is called as its row's first
# column is.
#
# shellcheck disable=SC2154 # helpers.bash and run set what is common to all

load helpers.bash

setup() {
    need kubeseal kubectl node node_modules
    isolate
    umask 077
    printf '%s\n' 'apiVersion: v1' 'kind: Secret' 'metadata: {name: db, namespace: shop, labels: {app: shop}}' 'type: Opaque' \
        'stringData: {password: trident}' >secret.yaml
}

ours() { run --separate-stderr "$PROGRAM" "$@"; }
theirs() { run --separate-stderr "$tools/kubeseal" "$@"; }
sealed() { "$PROGRAM" seal --quiet --cert "$certificate" "$@"; }
opened() { "$PROGRAM" unseal --quiet --sealing-key "$sealing_key" "$@"; }
recovered() { "$tools/kubeseal" --recovery-unseal --recovery-private-key "$sealing_key"; }
# The password of a Secret, as YAML or JSON.
password() { sed -n 's/.*"\{0,1\}password"\{0,1\}: *"\{0,1\}\([A-Za-z0-9+\/=]*\).*/\1/p' | base64 -d; }
# shellcheck disable=SC2016 # the documents' backticks
rows() { sed -n '/^## For users of kubeseal/,/^## /s/^| \([^|]*\) |.*/\1/p' "$root/docs/coming-from-kubeseal.md" | sed '1,2d'; }

@test "the table: each row has a test here, and each flag of kubeseal stands in it" {
    local flag
    rows >wanted
    [ "$(wc -l <wanted)" -gt 20 ]
    # shellcheck disable=SC2016 # the documents' backticks
    sed -n 's/^@test "\(.*\)" {$/\1/p' "$BATS_TEST_FILENAME" | sed '/^the table/d; s/\\`/`/g' >tests
    diff -u wanted tests
    sed -n '/^## For users of kubeseal/,/^## /p' "$root/docs/coming-from-kubeseal.md" >section
    "$tools/kubeseal" --help 2>&1 | sed -n 's/^ *\(-[a-z], \)\{0,1\}\(--[a-z_-]*\).*/\2/p' >flags
    [ "$(wc -l <flags)" -gt 40 ]
    while read -r flag; do
        grep -qF "\`$flag\`" section || {
            echo "docs/coming-from-kubeseal.md does not tell what becomes of $flag"
            return 1
        }
    done <flags
}

@test "\`kubeseal <secret.yaml\`" {
    sealed --stream <secret.yaml >sealed.yaml
    [ "$(recovered <sealed.yaml | password)" = trident ]
    [ "$("$tools/kubeseal" --cert "$certificate" <secret.yaml | opened | password)" = trident ]
    # Objects of other kinds.
    printf '%s\n' '# kept' 'kind: ConfigMap' 'apiVersion: v1' 'metadata: {name: a}' --- | cat - secret.yaml >both.yaml
    theirs --cert "$certificate" --secret-file both.yaml
    [ "$status" -eq 1 ]
    sealed --stream <both.yaml | head -n 5 >ours
    head -n 5 both.yaml | cmp - ours
    # Lists.
    printf 'apiVersion: v1\nkind: List\nitems:\n- %s\n' "$(sed '2,$s/^/  /' secret.yaml)" >list.yaml
    theirs --cert "$certificate" --secret-file list.yaml
    [ "$status" -eq 1 ]
    [ "$(sealed -f list.yaml | opened | password)" = trident ]
    # Labels.
    [ "$(sealed -f secret.yaml | grep -c 'app: shop')" -eq 2 ]
    [ "$("$tools/kubeseal" --cert "$certificate" --format yaml <secret.yaml | grep -c 'app: shop')" -eq 1 ]
}

@test "\`--secret-file\`, \`-f\`" {
    mkdir -p tree/below
    cp secret.yaml tree/below
    [ "$(sealed -f secret.yaml -f tree -R | grep -c '^kind: SealedSecret')" -eq 2 ]
    [ "$("$tools/kubeseal" --cert "$certificate" -f secret.yaml | opened | password)" = trident ]
}

@test "\`--sealed-secret-file\`, \`-w\`" {
    "$tools/kubeseal" --cert "$certificate" -f secret.yaml -w theirs.yaml
    grep -q '^kind: SealedSecret' theirs.yaml
    sealed -f secret.yaml >ours.yaml
    grep -q '^kind: SealedSecret' ours.yaml
    sed 's/stringData/data/' secret.yaml | cat secret.yaml <(echo ---) - >bad.yaml
    run ! sealed -f bad.yaml
    [ -z "$output" ] || [[ $output == error:* ]]
    ours seal -f secret.yaml --cert "$certificate" -w ours.yaml
    [ "$status" -eq 2 ]
}

@test "\`--format\`, \`-o\`" {
    theirs --cert "$certificate" -f secret.yaml
    [[ $output == '{'* ]]
    [ "$(sealed -f secret.yaml | head -n 1)" = 'apiVersion: bitnami.com/v1alpha1' ]
    kubectl create --dry-run=client --validate=false --output json -f secret.yaml >secret.json || objects <secret.yaml >secret.json
    [ "$(sealed -f secret.json | head -c 1)" = '{' ]
}

@test "\`--allow-empty-data\`" {
    sed '/^stringData/d' secret.yaml >empty.yaml
    theirs --cert "$certificate" -f empty.yaml
    [ "$status" -eq 1 ]
    ours seal --cert "$certificate" -f empty.yaml
    [ "$status" -eq 3 ]
    theirs --cert "$certificate" --allow-empty-data -f empty.yaml
    [ "$status" -eq 0 ]
    ours seal --cert "$certificate" --allow-empty -f empty.yaml
    [ "$status" -eq 0 ]
    sed 's/trident/""/' secret.yaml >empty.yaml
    theirs --cert "$certificate" -f empty.yaml
    [ "$status" -eq 0 ]
    ours seal --cert "$certificate" -f empty.yaml
    [ "$status" -eq 3 ]
}

@test "\`--raw\`" {
    local label=(--namespace shop --name db)
    [ "$(printf trident | "$tools/kubeseal" --raw --cert "$certificate" "${label[@]}" | opened "${label[@]}")" = trident ]
    printf 'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: db, namespace: shop}\nspec: {encryptedData: {password: %s}}\n' \
        "$(printf trident | sealed "${label[@]}")" >object.yaml
    [ "$(recovered <object.yaml | password)" = trident ]
    theirs --raw --cert "$certificate" "${label[@]}" </dev/null
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    ours seal --cert "$certificate" "${label[@]}" </dev/null
    [ "$status" -eq 3 ]
}

@test "\`--from-file\`" {
    printf trident >plaintext
    [ "$("$tools/kubeseal" --raw --cert "$certificate" --scope cluster-wide --from-file key=plaintext | opened)" = trident ]
    [ "$(sealed --scope cluster-wide --from-file plaintext | opened)" = trident ]
    [ "$(sealed --scope cluster-wide --from-file - <plaintext | opened)" = trident ]
    ours seal --cert "$certificate" --scope cluster-wide --from-file key=plaintext
    [ "$status" -eq 6 ]
}

@test "\`--name\`" {
    printf x | "$tools/kubeseal" --raw --cert "$certificate" --namespace shop --name 'no name' >sealed
    [ "$(opened --namespace shop --name 'no name' <sealed)" = x ]
    ours seal --cert "$certificate" --namespace shop --name 'no name' --from-file secret.yaml
    [ "$status" -eq 2 ]
    "$tools/kubeseal" --cert "$certificate" --name other -f secret.yaml | grep -q '"name": "other"'
    ours seal --cert "$certificate" --name other -f secret.yaml
    [ "$status" -eq 2 ]
    sed 's/name: db, //' secret.yaml >nameless.yaml
    sealed --name db -f nameless.yaml | grep -q '^  name: db'
}

@test "\`--namespace\`, \`-n\`" {
    sed 's/, namespace: shop//' secret.yaml >placeless.yaml
    printf '%s\n' 'apiVersion: v1' 'kind: Config' 'current-context: c' 'contexts: [{name: c, context: {cluster: c, user: c}}]' \
        'clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]' 'users: [{name: c, user: {}}]' >config
    KUBECONFIG=$PWD/config theirs --cert "$certificate" --format yaml -f placeless.yaml
    [[ $output == *'namespace: default'* ]]
    KUBECONFIG=$PWD/config ours seal --cert "$certificate" -f placeless.yaml
    [ "$status" -eq 3 ]
    sealed -n shop -f placeless.yaml | grep -q '^  namespace: shop'
    theirs --cert "$certificate" -n other -f secret.yaml
    [ "$status" -eq 1 ]
    ours seal --cert "$certificate" -n other -f secret.yaml
    [ "$status" -eq 2 ]
}

@test "\`--scope\`" {
    local scope
    for scope in strict namespace-wide cluster-wide; do
        [ "$(sealed --scope $scope -f secret.yaml | recovered | password)" = trident ]
        [ "$("$tools/kubeseal" --cert "$certificate" --scope $scope -f secret.yaml | opened | password)" = trident ]
    done
    sed 's/labels: .*/annotations: {sealedsecrets.bitnami.com\/cluster-wide: "true"}}/' secret.yaml >wide.yaml
    "$tools/kubeseal" --cert "$certificate" --scope strict -f wide.yaml | grep -q cluster-wide
    run ! grep cluster-wide < <(sealed --scope strict -f wide.yaml)
}

@test "\`--merge-into\`" {
    sealed -f secret.yaml | sed 's/^spec:/&  # of the shop/' >file.yaml
    cp file.yaml merged.yaml
    sed 's/password: trident/token: horses/' secret.yaml | "$tools/kubeseal" --cert "$certificate" --format yaml --merge-into merged.yaml
    run ! grep 'of the shop' merged.yaml
    opened -f merged.yaml | grep -q "token: $(printf horses | base64)"
    printf horses | sealed --into file.yaml --at 'spec.encryptedData["token"]'
    grep -q 'of the shop' file.yaml
    opened -f file.yaml | grep -q "token: $(printf horses | base64)"
    [ "$(recovered <file.yaml | password)" = trident ]
    # In the scope of the file.
    sealed -f secret.yaml --scope cluster-wide >wide.yaml
    cp wide.yaml merged.yaml
    sed 's/password: trident/token: horses/' secret.yaml | "$tools/kubeseal" --cert "$certificate" --format yaml --merge-into merged.yaml
    run ! opened -f merged.yaml
    printf horses | sealed --into wide.yaml --at 'spec.encryptedData["token"]'
    opened -f wide.yaml | grep -q "token: $(printf horses | base64)"
}

@test "\`--cert\` with a file" {
    [ "$(sealed --scope cluster-wide --from-file secret.yaml | opened --scope cluster-wide --from-file - | sed -n 2p)" = 'kind: Secret' ]
    theirs --raw --scope cluster-wide --cert "$sealing_key" --from-file secret.yaml
    [ "$status" -eq 1 ]
    ours seal --scope cluster-wide --cert "$sealing_key" --from-file secret.yaml
    [ "$status" -eq 0 ]
}

@test "\`--cert\` with a URL" {
    local port
    port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
    node -e 'require("node:http").createServer((q, a) => a.end(require("node:fs").readFileSync(process.argv[1]))).listen(process.argv[2], "127.0.0.1");
        setTimeout(() => process.exit(), 20000)' "$certificate" "$port" 3>&- &
    local server=$!
    for _ in $(seq 50); do
        theirs --raw --scope cluster-wide --cert "http://127.0.0.1:$port/cert.pem" --from-file secret.yaml
        [ "$status" -ne 0 ] || break
        sleep 0.1
    done
    kill "$server"
    [ "$status" -eq 0 ]
    ours seal --scope cluster-wide --cert "http://127.0.0.1:$port/cert.pem" --from-file secret.yaml
    [ "$status" -eq 2 ]
    says 'https'
}

@test "\`--fetch-cert\`" {
    theirs --fetch-cert
    [ "$status" -eq 1 ]
    ours seal --fetch-cert
    [ "$status" -eq 2 ]
    "$tools/kubeseal" --fetch-cert --cert "$certificate" >cert.pem
    cmp cert.pem "$certificate"
    [ "$("$PROGRAM" seal --quiet --cert cert.pem -f secret.yaml | opened | password)" = trident ]
}

@test "\`--controller-name\`, \`--controller-namespace\`, and what kubectl takes (below)" {
    local flag
    for flag in controller-name controller-namespace context kubeconfig; do
        ours seal "--$flag" x --cert "$certificate" -f secret.yaml
        [ "$status" -eq 2 ]
    done
}

@test "\`--re-encrypt\`" {
    theirs --re-encrypt <secret.yaml
    [ "$status" -eq 1 ]
    ours seal --re-encrypt
    [ "$status" -eq 2 ]
}

@test "\`--validate\`" {
    sealed -f secret.yaml >sealed.yaml
    theirs --validate <sealed.yaml
    [ "$status" -eq 1 ]
    ours verify --sealing-key "$sealing_key" sealed.yaml
    [ "$status" -eq 0 ]
    ours verify --sealing-key "$sealing_key" secret.yaml
    [ "$status" -eq 3 ]
}

@test "\`--recovery-unseal\`" {
    sealed -f secret.yaml -f secret.yaml >two.yaml
    [ "$(recovered <two.yaml | grep -c '"kind": "Secret"')" -eq 1 ]
    recovered <two.yaml | grep -q ownerReferences
    [ "$(opened <two.yaml | grep -c '^kind: Secret')" -eq 2 ]
    run ! grep ownerReferences < <(opened <two.yaml)
}

@test "\`--recovery-private-key\`" {
    other_key other.pem
    sealed -f secret.yaml >sealed.yaml
    # Theirs is the second of two in a file.
    sed -n 's/^ *tls.key: //p' "$sealing_key" | base64 -d | cat other.pem - >both.pem
    theirs --recovery-unseal --recovery-private-key both.pem <sealed.yaml
    [ "$status" -eq 1 ]
    [ "$("$PROGRAM" unseal --sealing-key both.pem <sealed.yaml | password)" = trident ]
    mkdir keys
    cp other.pem "$sealing_key" keys
    [ "$("$PROGRAM" unseal --sealing-key keys <sealed.yaml | password)" = trident ]
    [ "$("$tools/kubeseal" --recovery-unseal --recovery-private-key "other.pem,$sealing_key" <sealed.yaml | password)" = trident ]
}

@test "nothing on stdin" {
    theirs --recovery-unseal --recovery-private-key "$sealing_key" </dev/null
    [ "$status" -eq 0 ]
    [ -n "$output" ]
    ours unseal --stream --sealing-key "$sealing_key" </dev/null
    [ "$status" -eq 3 ]
    ours seal --stream --cert "$certificate" </dev/null
    [ "$status" -eq 3 ]
}

@test "\`kubeseal secret.yaml\`, a file as a word" {
    # It would wait for ever: stdin is one that stays open.
    run timeout 3 "$tools/kubeseal" --cert "$certificate" secret.yaml < <(sleep 5)
    [ "$status" -eq 124 ]
    ours seal --cert "$certificate" secret.yaml
    [ "$status" -eq 2 ]
}

@test "\`no key could decrypt secret\`" {
    sealed -f secret.yaml | sed 's/namespace: shop/namespace: store/' >moved.yaml
    theirs --recovery-unseal --recovery-private-key "$sealing_key" <moved.yaml
    [ "$status" -eq 1 ]
    says 'no key could decrypt secret'
    sealed -f secret.yaml | cat moved.yaml <(echo ---) - >both.yaml
    ours unseal --sealing-key "$sealing_key" -f both.yaml
    [ "$status" -eq 4 ]
    says 'sealed for another namespace: shop/db, strict'
    says 'tried strict store/db'
    ours verify --sealing-key "$sealing_key" both.yaml
    [ "$status" -eq 1 ]
}

@test "\`SEALED_SECRETS_CERT\` and the like" {
    [ "$(SEALED_SECRETS_CERT=$certificate "$tools/kubeseal" -f secret.yaml | opened | password)" = trident ]
    [ "$(EXTERNAL_SECRETS_CERT=$certificate EXTERNAL_SECRETS_QUIET=1 "$PROGRAM" seal -f secret.yaml | opened | password)" = trident ]
}

@test "exit codes 0, 1, 2" {
    theirs --no-such-flag
    [ "$status" -eq 2 ]
    ours seal --no-such-flag
    [ "$status" -eq 2 ]
    theirs --cert missing -f secret.yaml
    [ "$status" -eq 1 ]
    ours seal --cert missing -f secret.yaml
    [ "$status" -eq 6 ]
}

@test "\`--version\`, \`--help\`" {
    theirs --version
    [ "$status" -eq 0 ]
    ours version
    [ "$status" -eq 0 ]
    theirs --help
    ours seal --help
    [ "$status" -eq 0 ]
}

@test "\`--v\`, and the other flags of its log (below)" {
    ours seal --verbose --log-file log --cert "$certificate" -f secret.yaml
    [ "$status" -eq 0 ]
    says 'Secret shop/db sealed, strict: 1 value'
    grep -q 'Secret shop/db sealed' log
}
