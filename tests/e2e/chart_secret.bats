#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# A chart's own Secret, printed from sealed strings in its values, by way of Helm.
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    need helm3 helm4 kubectl kubeseal node
    isolate
    export EXTERNAL_SECRETS_SEALING_KEY=$sealing_key
}

# shop [ARGUMENT]...: the example chart, as Helm 3 prints it.
shop() { helm3 template olive "$examples/shop" --namespace poseidon-dev "$@"; }

# The values of a Secret on stdin, as a reader of YAML and then the API server take them: KEY BASE64
values_of_secret() {
    as_json | node -e '
        const { data, stringData } = JSON.parse(require("fs").readFileSync(0, "utf8"));
        for (const key in stringData ?? {}) data[key] = Buffer.from(stringData[key]).toString("base64");
        Object.entries(data).sort().forEach(([key, value]) => console.log(key, value));'
}

wanted_values() {
    echo "password $(printf %s trident-of-the-shop | base64 -w0)"
    echo "token $(printf %s 'a token, "quoted", for all releases of the namespace' | base64 -w0)"
    echo "user $(printf %s poseidon | base64 -w0)"
}

@test "chart's Secret: Helm 3 prints it opened, and nothing else changes" {
    shop >rendered.yaml
    shop --post-renderer "$PROGRAM" >out.yaml
    diff rendered.yaml out.yaml >changes || true
    sed -n 's/^> *//p' changes | sed 's/ #.*//' >new
    cat >expected <<'END'
password: dHJpZGVudC1vZi10aGUtc2hvcA==
token: "a token, \"quoted\", for all releases of the namespace"
END
    sort new >got
    same expected got
    # The two values, and the annotation with its comment.
    [ "$(grep -c '^<' changes)" -eq 5 ]
    run ! grep -q 'external-secrets.render\|Ag[A-D]' out.yaml
    "$PROGRAM" <out.yaml >twice.yaml
    same out.yaml twice.yaml
}

@test "chart's Secret: every reader gets the plaintexts" {
    shop --show-only templates/secret.yaml --post-renderer "$PROGRAM" | values_of_secret >got
    wanted_values >expected
    same expected got
}

@test "chart's Secret: as a SealedSecret kubeseal opens it to the same, without a key on the way" {
    unset EXTERNAL_SECRETS_SEALING_KEY
    # One SealedSecret has one scope: the strings are sealed for two.
    for kept in password token; do
        other=$([ $kept = password ] && echo token || echo password)
        scope=$([ $kept = password ] && echo strict || echo namespace-wide)
        shop --show-only templates/secret.yaml | sed -e "/^  $other:/d" -e "s/\"password,token\"/\"$kept\"/" >secret.yaml
        "$PROGRAM" render --emit sealed-secret --scope "$scope" <secret.yaml >sealed.yaml
        "$tools/kubeseal" --recovery-unseal --recovery-private-key "$sealing_key" --format yaml <sealed.yaml | values_of_secret >got
        # What is not sealed stands in the template, where the controller puts it beside what it opened.
        wanted_values | grep "^$kept " >expected
        grep "^$kept " got >opened
        same expected opened
        grep -q '^      user: poseidon$' sealed.yaml
    done
}

@test "chart's Secret: for another release or namespace it does not open" {
    run --separate-stderr helm3 template other "$examples/shop" --namespace poseidon-dev --post-renderer "$PROGRAM"
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    says 'data.password'
    says 'poseidon-dev/other-database'
    run --separate-stderr helm3 template olive "$examples/shop" --namespace poseidon-test --post-renderer "$PROGRAM"
    [ "$status" -eq 1 ]
    says 'poseidon-test/olive-database'
}

@test "chart's Secret: Helm 4 prints it opened as well" {
    helm4 plugin install "$root" >plugin.log 2>&1
    helm4 template olive "$examples/shop" --namespace poseidon-dev --show-only templates/secret.yaml --post-renderer external-secrets |
        values_of_secret >got
    wanted_values >expected
    same expected got
}
