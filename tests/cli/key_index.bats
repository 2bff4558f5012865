#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# --key-index: which key opened which string, remembered from run to run. The strings are kubeseal's own (tests/data/sealed): far.pem,
# team-a/credentials.
load common

setup() {
    clean_start
    data="$BATS_TEST_DIRNAME/../data"
    umask 022
    (umask 077 && cat "$data"/keys/{one,two,expired,far}.pem >keys.pem)
    cp "$data"/sealed/{strict,namespace-wide,cluster-wide} .
    export EXTERNAL_SECRETS_SEALING_KEY=keys.pem
    far=SHA256:iOW7hDqKD/rAxZ8DvaiBtBCJ1CPTNMmv2YnJ0YU7TRs
    none=SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
    head='external-secrets key index, version 1'
}

# unseal SCOPE ARGUMENT...: opens one string.
unseal() {
    start unseal -n team-a --name credentials --from-file "$1" "${@:2}"
}

assert_opened() {
    assert_success
    assert_output "plaintext-$1"
}

# assert_known KNOWN NEW: what the run says of the index.
assert_known() {
    assert_told "detail: the key index index: strings whose key was known: $1, new: $2"
}

# What the index calls a string: the SHA-256 of its RSA part, of 256 bytes behind two.
digest() {
    base64 -d "$1" | tail -c +3 | head -c 256 | openssl dgst -sha256 -binary | base64 | tr -d =
}

# index_of FINGERPRINT SCOPE...: an index.
index_of() {
    local fingerprint=$1 scope
    echo "$head"
    for scope in "${@:2}"; do echo "$(digest "$scope") $fingerprint $scope"; done | LC_ALL=C sort
}

@test "the second run knows the key" {
    unseal strict --key-index index -v
    assert_opened strict
    assert_known 0 1
    assert_equal "$(cat index)" "$(index_of "$far" strict)"
    assert_equal "$(stat -c %a index)" 600
    unseal strict --key-index index -v
    assert_opened strict
    assert_known 1 0
    EXTERNAL_SECRETS_KEY_INDEX=index unseal cluster-wide -v
    assert_opened cluster-wide
    assert_known 0 1
    assert_equal "$(sort index)" "$(index_of "$far" strict cluster-wide | sort)"
    # Neither a temporary file nor a lock stays.
    assert_equal "$(find . -mindepth 1 | sort | tr '\n' ' ')" './cluster-wide ./index ./keys.pem ./namespace-wide ./strict '
}

@test "without the option there is no index" {
    unseal strict -v
    assert_opened strict
    refute_told index
    assert_equal "$(find . -mindepth 1 | sort | tr '\n' ' ')" './cluster-wide ./keys.pem ./namespace-wide ./strict '
}

@test "render remembers the strings of a run, and those of one that fails" {
    local examples="$BATS_TEST_DIRNAME/../../examples" words
    (umask 077 && cat "$examples/sealing-key/key.yaml" >key.yaml)
    words=(render -n poseidon -f "$examples/values/generation-1.yaml" --sealing-key key.yaml --key-index index -v)
    start "${words[@]}"
    assert_success
    local first=$output
    assert_known 0 2
    start "${words[@]}"
    assert_success
    assert_equal "$output" "$first"
    assert_known 2 0
    start "${words[@]}" --emit sealed-secret
    assert_success
    refute_told 'key index'
    rm index
    start unseal -n team-b --name credentials --from-file strict --key-index index
    assert_failure 4
    assert_equal "$(cat index)" "$head
$(digest strict) $far -"
    unseal strict --key-index index -v
    assert_known 0 1
    assert_equal "$(cat index)" "$(index_of "$far" strict)"
}

@test "streams of SealedSecrets" {
    printf '%s\n' 'apiVersion: bitnami.com/v1alpha1' 'kind: SealedSecret' 'metadata: {namespace: team-a, name: credentials}' \
        'spec: {encryptedData: {password: '"$(cat strict)"'}}' >sealed.yaml
    start unseal -f sealed.yaml --key-index index -v
    assert_success
    assert_known 0 1
    start unseal -f sealed.yaml --key-index index -v
    assert_success
    assert_known 1 0
}

@test "no plaintext, no key and no sealed string stands in the index" {
    local scope secret
    for scope in strict namespace-wide cluster-wide; do
        unseal "$scope" --key-index index
        assert_opened "$scope"
    done
    for secret in plaintext team-a credentials "$(head -c 20 strict)" "$(sed -n 2p keys.pem)" "$(printf plaintext | base64)"; do
        ! grep -qF -- "$secret" index || fail "$secret stands in the index"
    done
    # Three lines of digest, fingerprint and scope, and nothing else.
    assert_equal "$(tail -n +2 index | grep -cE '^[A-Za-z0-9+/]{43} SHA256:[A-Za-z0-9+/]{43} (strict|namespace-wide|cluster-wide)$')" 3
    assert_equal "$(wc -l <index)" 4
}

@test "a wrong index changes nothing, and is put right" {
    index_of "$none" strict namespace-wide >index
    unseal strict --key-index index -v
    assert_opened strict
    assert_known 0 1
    grep -qF "$(digest strict) $far strict" index
    grep -qF "$(digest namespace-wide) $none namespace-wide" index
    # That of another key of the ring.
    start keys keys.pem -o json
    local wrong
    wrong=$(grep -o 'SHA256:[A-Za-z0-9+/]*' <<<"$output" | grep -vF "$far" | head -n 1)
    index_of "$wrong" strict >index
    unseal strict --key-index index -v
    assert_opened strict
    assert_equal "$(cat index)" "$(index_of "$far" strict)"
    # Garbage behind the head is left out.
    { echo "$head" && head -c 100000 /dev/urandom && yes "$(digest strict)" | head -n 1000; } >index
    unseal strict --key-index index
    assert_opened strict
    assert_equal "$stderr" ''
    grep -qF "$(digest strict) $far strict" index
    assert_equal "$(LC_ALL=C grep -cavE "^($head|[A-Za-z0-9+/]{43} SHA256:.*)$" index)" 0
}

@test "a file that is no index is left as it is" {
    local content
    for content in 'namespace: {name: poseidon}' 'external-secrets key index, version 2' "$(printf ' \n')x"; do
        printf '%s\n' "$content" >index
        cp index before
        unseal strict --key-index index
        assert_opened strict
        assert_equal "$stderr" 'warning: the key index is not used: index: no key index, or one of another version
hint: it is left as it is; name a file of its own with --key-index'
        cmp index before
    done
    truncate -s $(((64 << 20) + 1)) index
    unseal strict --key-index index
    assert_opened strict
    assert_equal "${stderr_lines[0]}" 'warning: the key index is not used: index: larger than 67108864 bytes, which is the limit'
    assert_equal "$(stat -c %s index)" $(((64 << 20) + 1))
}

@test "what is no file is not waited for" {
    mkfifo fifo
    mkdir folder
    local path
    for path in fifo folder /dev/full /dev/null; do
        unseal strict --key-index "$path"
        assert_opened strict
        [[ ${stderr_lines[0]} == "warning: the key index is not used: $path: "* ]] || fail "$stderr"
    done
    assert_equal "$(find . -type p -o -type d -name folder | sort | tr '\n' ' ')" './fifo ./folder '
}

@test "a file that cannot be written is a warning" {
    unseal strict --key-index missing/index
    assert_opened strict
    assert_equal "$stderr" 'warning: the key index is not written: missing/index: cannot be opened: No such file or directory'
    unseal strict --key-index /proc/index
    assert_opened strict
    assert_equal "$stderr" 'warning: the key index is not written: /proc/index: cannot be opened: No such file or directory'
    start unseal -n team-a --name credentials --from-file strict --key-index missing/index --quiet
    assert_opened strict
    assert_equal "$stderr" ''
    # Nothing of it is lost where there is no room.
    { echo "$head" && for line in {1..40}; do echo "$(printf '%03d%040d' "$line" 0) $none strict"; done; } >index
    cp index before
    start_with_room 2 unseal -n team-a --name credentials --from-file strict --key-index index
    assert_opened strict
    assert_equal "${stderr_lines[0]}" 'warning: the key index is not written: index: cannot be written: File too large'
    cmp index before
    assert_equal "$(find . -mindepth 1 | sort | tr '\n' ' ')" './before ./cluster-wide ./index ./keys.pem ./namespace-wide ./strict '
}

@test "a folder that takes no files" {
    [ "$(id -u)" -ne 0 ] || command -v setpriv >/dev/null || skip 'root may write everywhere'
    mkdir folder
    index_of "$far" strict >folder/index
    local as=()
    if [ "$(id -u)" -eq 0 ]; then
        as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
        chown 65534 keys.pem folder folder/index
        chmod 755 "$BATS_TEST_TMPDIR" .
    fi
    # The other user need not be able to reach the program where it stands.
    cp "$PROGRAM" program
    chmod 755 program
    chmod 555 folder
    run --separate-stderr "${as[@]}" ./program unseal -n team-a --name credentials --from-file cluster-wide --key-index folder/index
    chmod 755 folder
    assert_opened cluster-wide
    assert_equal "${stderr_lines[0]}" 'warning: the key index is not written: folder/index: cannot be written: no file can be made beside it: Permission denied'
    assert_equal "$(cat folder/index)" "$(index_of "$far" strict)"
}

@test "a link is followed" {
    mkdir folder
    ln -s folder/index index
    unseal strict --key-index index
    assert_opened strict
    assert_equal "$stderr" ''
    [ -L index ]
    assert_equal "$(cat folder/index)" "$(index_of "$far" strict)"
}

@test "runs at the same time lose nothing of one another" {
    umask 077
    local round scope runs
    for round in 1 2 3 4 5; do
        rm -f index
        runs=()
        for scope in strict namespace-wide cluster-wide; do
            external-secrets unseal -n team-a --name credentials --from-file "$scope" --key-index index >"$scope.out" 2>>errors &
            runs+=($!)
        done
        wait "${runs[@]}"
        assert_equal "$(cat strict.out namespace-wide.out cluster-wide.out)" plaintext-strictplaintext-namespace-wideplaintext-cluster-wide
        assert_equal "$(cat errors)" ''
        assert_equal "$(sort index)" "$(index_of "$far" strict namespace-wide cluster-wide | sort)"
    done
}

@test "a run that never lets go of the lock is not waited for for ever" {
    index_of "$far" strict >index
    exec 8<index
    flock 8
    unseal cluster-wide --key-index index
    exec 8<&-
    assert_opened cluster-wide
    assert_equal "$stderr" 'warning: the key index is not written: index: is locked by another run'
}

@test "the reader of stdout sees its end, and a run that is stopped leaves no process" {
    run bash -c 'external-secrets unseal -n team-a --name credentials --from-file strict --key-index index | cat'
    assert_opened strict
    mkfifo string
    external-secrets unseal -n team-a --name credentials --key-index index <string 3>&- &
    local process=$!
    exec 7>string
    kill "$process"
    wait "$process" || true
    exec 7>&-
    run pgrep -f -- "--name credentials --key-index index"
    assert_failure
}

@test "verify knows the keys as well, whether the strings open or not" {
    echo "a: $(cat strict)" >a.yaml
    echo "b: $(cat namespace-wide)" >b.yaml
    start verify a.yaml b.yaml --key-index index -v
    assert_success
    assert_known 0 2
    start verify a.yaml b.yaml --key-index index -v -n team-b
    assert_failure 1
    assert_known 2 0
    assert_equal "$(grep -c "$far" index)" 2
    rm index
    start verify a.yaml --key-index index -v -n team-b
    assert_failure 1
    assert_known 0 1
}
