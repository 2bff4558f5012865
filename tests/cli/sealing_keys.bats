#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Where private keys come from, when they are read, and what is said when there are none.
load common

setup() {
    clean_start
    examples=$(cd "$BATS_TEST_DIRNAME/../../examples" && pwd)
    cp "$examples/values/generation-1.yaml" values.yaml
    (umask 077 && cat "$examples/sealing-key/key.yaml" >key.yaml)
    secret=$(sed -n 's/^ *# sealed: cluster-wide \* \(trident.*\)/\1/p' values.yaml | tr -d '\n' | base64 -w 0)
}

# The run succeeded without a word, and the credential is in the output.
assert_opened() {
    assert_success
    assert_equal "$stderr" ''
    assert_line "  ClientSecret: $secret"
}

@test "keys from the option, its twin, a folder, and the text in the environment" {
    start render -f values.yaml --sealing-key key.yaml
    assert_opened
    EXTERNAL_SECRETS_SEALING_KEY=key.yaml start render -f values.yaml
    assert_opened
    mkdir keys
    cp -p key.yaml keys/
    start render -f values.yaml --sealing-key keys
    assert_opened
    EXTERNAL_SECRETS_SEALING_KEY_DATA=$(cat key.yaml) start render -f values.yaml
    assert_opened
}

@test "keys in the environment are used besides those of the option" {
    (umask 077 && cat "$BATS_TEST_DIRNAME/../data/keys/one.pem" >other.pem)
    EXTERNAL_SECRETS_SEALING_KEY_DATA=$(cat key.yaml) start render -f values.yaml --sealing-key other.pem
    assert_opened
    start render -f values.yaml --sealing-key other.pem
    assert_failure 4
    assert_output ''
}

@test "no key at all" {
    start render -f values.yaml
    assert_error 4 'error: values.yaml:14:16: external_secrets.keyvault_credentials.client_id: cannot be opened: no sealing key was given' \
        'hint: name the private keys with --sealing-key FILE or EXTERNAL_SECRETS_SEALING_KEY, or leave the strings sealed with --emit sealed-secret'
    EXTERNAL_SECRETS_SEALING_KEY_DATA='' start render -f values.yaml
    assert_failure 4
}

@test "no key is needed where nothing is opened" {
    local form
    for form in sealed-secret reference; do
        start render -f values.yaml --emit "$form"
        assert_success
        refute_line 'kind: Secret'
    done
}

@test "keys are read only when a string has to be opened" {
    echo 'no key' >nonsense
    chmod 600 nonsense
    start_with "$PLAIN_OBJECT" --sealing-key nonsense
    assert_success
    start render -f values.yaml --emit sealed-secret --sealing-key nonsense
    assert_success
    start render -f values.yaml --sealing-key nonsense
    assert_failure 3
    assert_output ''
    [[ ${stderr_lines[0]} == 'error: nonsense: '* ]]
    EXTERNAL_SECRETS_SEALING_KEY_DATA=nonsense start render -f values.yaml
    assert_failure 3
    [[ ${stderr_lines[0]} == 'error: EXTERNAL_SECRETS_SEALING_KEY_DATA: '* ]]
}

# A machine whose openssl.cnf asks for algorithms that nobody provides: OpenSSL opens nothing rather than otherwise; mbedTLS is not
# asked.
@test "openssl.cnf decides who does the work, where it is OpenSSL" {
    printf '%s\n' 'openssl_conf = here' '[here]' 'alg_section = algorithms' '[algorithms]' 'default_properties = made=nowhere' >openssl.cnf
    OPENSSL_CONF=$PWD/openssl.cnf start render -f values.yaml --sealing-key key.yaml
    if "$PROGRAM" version | grep -q '^OpenSSL '; then
        assert_failure 6
        assert_output ''
        assert_regex "$stderr" 'key.yaml.*the RSA operation failed \(OpenSSL error [0-9A-F]{8}\)'
        assert_regex "$stderr" 'hint: openssl errstr [0-9A-F]{8} says more; openssl.cnf \(OPENSSL_CONF\) chooses'
    else
        assert_opened
    fi
    OPENSSL_CONF=$PWD/none.cnf start render -f values.yaml --sealing-key key.yaml
    assert_opened
}

@test "a key that others can read is worth a warning, on success" {
    chmod 644 key.yaml
    start render -f values.yaml --sealing-key key.yaml
    assert_success
    [[ ${stderr_lines[0]} == 'warning: key.yaml'* ]]
    start render -f values.yaml --sealing-key key.yaml --max-scope strict
    assert_failure 4
    refute_told 'warning: '
    start render -f values.yaml --sealing-key key.yaml --max-scope strict --verbose
    assert_failure 4
    [[ $stderr == *'warning: key.yaml'* ]]
}

@test "--max-scope refuses wider scopes" {
    start render -f values.yaml --sealing-key key.yaml --max-scope cluster-wide
    assert_opened
    start render -f values.yaml --sealing-key key.yaml --max-scope namespace-wide
    assert_failure 4
    assert_output ''
}

@test "--dry-run opens, lists and writes nothing" {
    start render -f values.yaml --sealing-key key.yaml --dry-run
    assert_success
    assert_output ''
    assert_equal "$stderr" "\
KIND         NAMESPACE      NAME                   OWNER     FROM
Secret       poseidon-dev   keyvault-credentials   poseidon  values.yaml:12:5
Secret       poseidon-test  keyvault-credentials   poseidon  values.yaml:12:5
SecretStore  poseidon-dev   poseidon-secret-store  poseidon  values.yaml:12:5
SecretStore  poseidon-test  poseidon-secret-store  poseidon  values.yaml:12:5"
    start render -f values.yaml --dry-run
    assert_failure 4
}

@test "--verbose says what was generated and why" {
    start render -f values.yaml --sealing-key key.yaml --verbose
    assert_success
    assert_told 'detail: generated Secret poseidon-dev/keyvault-credentials (values.yaml:12:5)'
    refute_told trident
}
