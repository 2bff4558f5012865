#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# verify: whether sealed strings open, and why not. Each damaged form is a golden case (tests/cases/verify).
load common

setup() {
    clean_start
    data="$BATS_TEST_DIRNAME/../data"
    umask 077
    local name
    for name in far one two; do
        cp "$data/keys/$name.pem" "$data/keys/$name.crt" .
    done
}

far=SHA256:iOW7hDqKD/rAxZ8DvaiBtBCJ1CPTNMmv2YnJ0YU7TRs
one=SHA256:qIS/565NkFlNajTIG+EfiiZqeVcm6LxgQQZkK2/tQYE

# seal CERTIFICATE NAMESPACE NAME [OPTION]...: a string.
seal() {
    printf %s "${PLAINTEXT-trident}" | external-secrets seal --quiet --cert "$1" --namespace "$2" --name "$3" "${@:4}"
}

# sealed_secret NAMESPACE NAME STRING: an object with one.
sealed_secret() {
    printf '%s\n' 'apiVersion: bitnami.com/v1alpha1' 'kind: SealedSecret' "metadata: {namespace: $1, name: $2}" 'spec:' \
        '  encryptedData:' "    password: $3"
}

# The rows alone, blanks squeezed.
rows() { sed 1d <<<"$output" | tr -s ' '; }

@test "a line a string: status, scope, key, place, label" {
    sealed_secret team-a db "$(seal far.crt team-a db)" >a.yaml
    sealed_secret team-a web "$(seal far.crt team-a web)" >b.yaml
    start verify --sealing-key far.pem a.yaml b.yaml
    assert_success
    assert_output 'STATUS       SCOPE           KEY           WHERE  LABEL
opens        strict          iOW7hDqKD/rA  a.yaml:6:15: spec.encryptedData.password  team-a/db
opens        strict          iOW7hDqKD/rA  b.yaml:6:15: spec.encryptedData.password  team-a/web'
    assert_equal "$stderr" '2 sealed strings in 2 files: 2 open'
    start verify --quiet --sealing-key far.pem a.yaml
    assert_success
    assert_equal "$stderr" ''
    assert_line --index 1 --partial 'opens '
}

@test "values of tenants, and for which Secrets their strings are" {
    cat >values.yaml <<END
namespace: {name: poseidon}
environments: [{name: dev}]
external_secrets:
  stores:
  - name: vault
    provider:
      vault:
        server: https://vault.example.com
        auth:
          tokenSecretRef:
            sealed: $(seal far.crt poseidon-dev vault-credentials)
END
    start verify --sealing-key far.pem values.yaml
    assert_success
    assert_equal "$(rows)" 'opens strict iOW7hDqKD/rA values.yaml:11:21: external_secrets.stores[0].provider.vault.auth.tokenSecretRef.sealed poseidon-dev/vault-credentials'
}

@test "an old key is a warning, with the way to mend it" {
    sealed_secret team-a db "$(seal far.crt team-a db)" >a.yaml
    cat far.pem far.crt one.pem one.crt >both.pem
    start verify --sealing-key both.pem a.yaml
    assert_success
    assert_equal "$(rows)" 'old key strict iOW7hDqKD/rA a.yaml:6:15: spec.encryptedData.password team-a/db'
    assert_told "warning: a.yaml:6:15: spec.encryptedData.password: opens, but was sealed for the key $far, and the newest is $one"
    assert_told 'hint: seal it anew for the same: external-secrets reseal --in-place a.yaml'
    assert_told '1 sealed string in 1 file: 1 open with an old key'
    start verify --quiet --sealing-key far.pem --cert one.crt a.yaml
    assert_success
    assert_equal "$stderr" ''
    assert_equal "$(rows)" 'old key strict iOW7hDqKD/rA a.yaml:6:15: spec.encryptedData.password team-a/db'
}

# Without certificates nobody knows which is the newest.
@test "keys without a certificate have no age" {
    sealed_secret team-a db "$(seal far.crt team-a db)" >a.yaml
    start verify --sealing-key far.pem --sealing-key one.pem a.yaml
    assert_success
    assert_equal "$(rows)" 'opens strict iOW7hDqKD/rA a.yaml:6:15: spec.encryptedData.password team-a/db'
}

@test "what is sealed for elsewhere says for where" {
    sealed_secret team-a db "$(seal far.crt team-a db)" >a.yaml
    sealed_secret team-b db "$(seal far.crt team-a db)" >b.yaml
    start verify --sealing-key far.pem a.yaml b.yaml
    assert_failure 1
    assert_equal "$(rows)" 'opens strict iOW7hDqKD/rA a.yaml:6:15: spec.encryptedData.password team-a/db
other label strict iOW7hDqKD/rA b.yaml:6:15: spec.encryptedData.password team-a/db'
    assert_equal "${stderr_lines[0]}" 'error: b.yaml:6:15: spec.encryptedData.password: sealed for another namespace: team-a/db, strict (tried strict team-b/db)'
    assert_equal "${stderr_lines[2]}" 'error: 2 sealed strings in 2 files: 1 open, 1 sealed for another label'
}

@test "strings whose Secret nobody names" {
    echo "password: $(seal far.crt team-a db)" >loose.yaml
    start verify --sealing-key far.pem loose.yaml
    assert_success
    assert_equal "$(rows)" 'unplaced - iOW7hDqKD/rA loose.yaml:1:11: password -'
    start verify --sealing-key far.pem -n team-a --name db loose.yaml
    assert_success
    assert_equal "$(rows)" 'opens strict iOW7hDqKD/rA loose.yaml:1:11: password team-a/db'
    start verify --sealing-key far.pem -n team-a --name web loose.yaml
    assert_failure 1
    assert_line --index 1 --partial 'other label '
    start verify --sealing-key far.pem -n team-a --name db --scope cluster-wide loose.yaml
    assert_failure 1
    assert_line --index 1 --partial 'other label '
    start verify --sealing-key far.pem --name db loose.yaml
    assert_error 2 'error: --name without a namespace is no label' 'hint: give the namespace as well: --namespace NAME'
}

@test "a scope that the place of a string contradicts" {
    sealed_secret team-a db "$(seal far.crt team-a db)" >a.yaml
    start verify --sealing-key far.pem --scope cluster-wide a.yaml
    assert_failure 2
    assert_told 'error: a.yaml:6:15: spec.encryptedData.password: is sealed strict, as its SealedSecret says, not cluster-wide'
}

@test "without private keys shapes are looked at, with a certificate sizes" {
    sealed_secret team-a db "$(seal far.crt team-a db)" >a.yaml
    start verify a.yaml
    assert_success
    assert_equal "$(rows)" 'shape only - - a.yaml:6:15: spec.encryptedData.password -'
    assert_equal "$stderr" '1 sealed string in 1 file: 1 looked at for their shape only'
    start verify --cert one.crt a.yaml
    assert_success
    start verify --cert "$data/keys/four.crt" a.yaml
    assert_failure 1
    assert_line --index 1 --partial 'no key '
}

@test "a key that is not there, and an empty plaintext" {
    sealed_secret team-a db "$(seal far.crt team-a db)" >a.yaml
    start verify --sealing-key one.pem a.yaml
    assert_failure 1
    assert_equal "$(rows)" 'no key - - a.yaml:6:15: spec.encryptedData.password -'
    PLAINTEXT='' sealed_secret team-a db "$(PLAINTEXT='' seal far.crt team-a db --allow-empty)" >a.yaml
    start verify --sealing-key far.pem a.yaml
    assert_failure 1
    assert_line --index 1 --partial 'empty '
    assert_told 'error: 1 sealed string in 1 file: 1 empty'
}

# What was in the Secret must come out nowhere.
@test "no plaintext is shown" {
    sealed_secret team-a db "$(seal far.crt team-a db)" >a.yaml
    sealed_secret team-b db "$(seal far.crt team-a db)" >b.yaml
    sealed_secret team-b db trident-in-plain >c.yaml
    local format
    for format in text json sarif github; do
        start verify -v --sealing-key far.pem -o $format a.yaml b.yaml c.yaml
        assert_failure 1
        [[ $output$stderr != *trident* ]]
    done
}

@test "as JSON" {
    sealed_secret team-a db "$(seal far.crt team-a db)" >a.yaml
    sealed_secret team-b db "$(seal far.crt team-a db)" >b.yaml
    echo 'external_secrets: [' >c.yaml
    start verify -o json --sealing-key far.pem a.yaml b.yaml c.yaml
    assert_failure 1
    assert_equal "$stderr" 'error: 2 sealed strings in 3 files: 1 open, 1 sealed for another label, 1 files not understood'
    run perl -MJSON::PP -e 'local $/; my $all = decode_json(<STDIN>); for (@{$all->{strings}}) {
        my %k = %$_;
        print join(" ", (map { $k{$_} // "-" } qw(status file line column kind path key scope label fingerprint)),
            join(",", map { "$_->{namespace}/$_->{name}" } @{$k{secrets} // []}) || "-", map { exists $k{$_} ? $_ : () } qw(message hint)), "\n" }
        print join(" ", map { "$_=$all->{summary}{$_}" } grep { $all->{summary}{$_} } sort keys %{$all->{summary}}), "\n"' <<<"$output"
    assert_output "opens a.yaml 6 15 sealedSecret spec.encryptedData.password password strict team-a/db $far team-a/db
otherLabel b.yaml 6 15 sealedSecret spec.encryptedData.password password strict team-a/db $far team-b/db message hint
notUnderstood c.yaml - - - - - - - - - message hint
files=3 notUnderstood=1 opens=1 otherLabel=1 strings=2"
}

@test "as SARIF" {
    mkdir 'a b'
    sealed_secret team-b db "$(seal far.crt team-a db)" >'a b/ü.yaml'
    sealed_secret team-a db "$(seal far.crt team-a db)" >b.yaml
    start verify -o sarif --sealing-key far.pem --cert one.crt './a b/ü.yaml' b.yaml
    assert_failure 1
    run perl -MJSON::PP -e 'local $/; my $log = decode_json(<STDIN>); my $run = $log->{runs}[0];
        print "$log->{version} $run->{tool}{driver}{name} ", scalar @{$log->{runs}}, "\n";
        for (@{$run->{results}}) {
            my $at = $_->{locations}[0]{physicalLocation};
            die if $run->{tool}{driver}{rules}[$_->{ruleIndex}]{id} ne $_->{ruleId};
            print "$_->{level} $_->{ruleId} $at->{artifactLocation}{uri} $at->{region}{startLine} $at->{region}{startColumn} ",
                "$_->{locations}[0]{logicalLocations}[0]{fullyQualifiedName}\n" }' <<<"$output"
    assert_output '2.1.0 external-secrets 1
error sealed-other-label a%20b/%C3%BC.yaml 6 15 spec.encryptedData.password
warning sealed-old-key b.yaml 6 15 spec.encryptedData.password'
}

@test "SARIF of nothing wrong has no results" {
    sealed_secret team-a db "$(seal far.crt team-a db)" >a.yaml
    start verify -o sarif --sealing-key far.pem a.yaml
    assert_success
    assert_equal "$(perl -MJSON::PP -e 'local $/; print scalar @{decode_json(<STDIN>)->{runs}[0]{results}}' <<<"$output")" 0
}

@test "as annotations of GitHub Actions" {
    sealed_secret team-b db "$(seal far.crt team-a db)" >'a,b:c%.yaml'
    sealed_secret team-a db "$(seal far.crt team-a db)" >b.yaml
    echo 'external_secrets: [' >c.yaml
    start verify -o github --sealing-key far.pem --cert one.crt 'a,b:c%.yaml' ./b.yaml c.yaml
    assert_failure 1
    assert_equal "${#lines[@]}" 3
    assert_line --index 0 --regexp '^::error file=a%2Cb%3Ac%25\.yaml,line=6,col=15,title=sealed string%3A other label::spec\.encryptedData\.password: sealed for another namespace: team-a/db.*%0Ahint: '
    assert_line --index 1 --regexp '^::warning file=b\.yaml,line=6,col=15,title=sealed string%3A old key::spec\.encryptedData\.password: opens, but '
    assert_line --index 2 --regexp '^::error file=c\.yaml,title=not understood::c\.yaml:'
}

@test "formats are verify's own" {
    start verify -o xml </dev/null
    assert_error 2 'error: --output: not one of text, json, sarif, github'
    start keys -o sarif far.crt
    assert_error 2 'error: --output: not one of text, json'
}

@test "nothing found is a failure that says what was looked at" {
    start verify --sealing-key far.pem </dev/null
    assert_error 3 'error: no sealed string was found in 1 file' \
        'hint: it looks at SealedSecrets, values, store manifests, annotated Secrets and other sealed strings in YAML and JSON'
    mkdir -p folder/below empty
    echo 'a: b' >folder/a.yaml
    start verify folder
    assert_error 3 'error: no sealed string was found in 1 file' 'hint: -R looks into sub-folders as well'
    start verify -R empty
    assert_error 3 'error: no file was found: folders are searched for *.yaml, *.yml and *.json' \
        'hint: it looks at SealedSecrets, values, store manifests, annotated Secrets and other sealed strings in YAML and JSON'
    start verify -o json -R empty
    assert_failure 3
    assert_equal "$(perl -MJSON::PP -e 'local $/; print decode_json(<STDIN>)->{summary}{files}' <<<"$output")" 0
}

@test "a file in UTF-16 that seems to hold a string is not passed over in silence" {
    printf 'password: %s\n' "$(printf x | external-secrets seal -q --cert "$BATS_TEST_DIRNAME/../data/keys/one.crt" -n a --name b)" >narrow.yaml
    printf 'password: hunter2\n' | iconv -t UTF-16 >plain.yaml
    for encoding in UTF-16 UTF-16LE UTF-32; do
        iconv -t $encoding narrow.yaml >wide.yaml
        start verify narrow.yaml plain.yaml wide.yaml
        assert_success
        assert_told 'warning: wide.yaml:1:1: passed over: it is UTF-16 or UTF-32, and seems to hold a sealed string'
        refute_told plain.yaml
    done
}

@test "a name that could harm is shown escaped" {
    local name=$'a\xff\x1b[31m.yaml'
    sealed_secret team-b db "$(seal far.crt team-a db)" >"$name"
    local format
    for format in text json github sarif; do
        start verify -o $format --sealing-key far.pem "$name"
        assert_failure 1
        [[ $output$stderr != *$'\x1b'* ]]
        [[ $output == *'xff'* || $output == *'%FF%1B'* ]]
    done
}

@test "the keys: a file that cannot be read, none in it" {
    sealed_secret team-a db "$(seal far.crt team-a db)" >a.yaml
    start verify --sealing-key missing.pem a.yaml
    assert_error 6 'error: --sealing-key: missing.pem: cannot be read: No such file or directory'
    echo words >words
    start verify --sealing-key words a.yaml
    assert_failure 3
    assert_output ''
    start verify --cert words a.yaml
    assert_failure 3
    assert_output ''
}

@test "a full disk" {
    sealed_secret team-a db "$(seal far.crt team-a db)" >a.yaml
    local format
    for format in text json sarif; do
        run --separate-stderr bash -c "external-secrets verify --sealing-key far.pem -o $format a.yaml >/dev/full"
        assert_failure 6
        assert_told 'error: stdout: cannot be written: No space left on device'
    done
}
