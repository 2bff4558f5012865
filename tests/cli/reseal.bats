#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# reseal: the strings of files or a stream, sealed anew for the newest certificate, and no other byte changed.
load common

setup() {
    clean_start
    data="$BATS_TEST_DIRNAME/../data"
    umask 077
    mkdir keys
    cat "$data"/keys/one.{pem,crt} >keys/old.pem
    cat "$data"/keys/two.{pem,crt} >keys/new.pem
    cp "$data"/keys/{one,two}.crt .
    export EXTERNAL_SECRETS_SEALING_KEY=keys
}

old_key=SHA256:qIS/565NkFlNajTIG+EfiiZqeVcm6LxgQQZkK2/tQYE
new_key=SHA256:AmxmQFTxlmev3qiqQFL/EbYKFov8J5WaNyVGPw9blvM
newest="the newest key is that of the certificate $new_key, valid until 2035-01-02T03:04:05Z"

# sealed CERT PLAINTEXT [OPTION]...: strict for poseidon-dev/keyvault-credentials unless told otherwise.
sealed() {
    local certificate=$1 plaintext=$2
    shift 2
    [ $# -gt 0 ] || set -- -n poseidon-dev --name keyvault-credentials
    printf %s "$plaintext" | external-secrets seal -q --cert "$certificate.crt" "$@"
}

# opened STRING [OPTION]...: with the new key alone.
opened() {
    local string=$1
    shift
    [ $# -gt 0 ] || set -- -n poseidon-dev --name keyvault-credentials
    printf %s "$string" | external-secrets unseal --sealing-key keys/new.pem "$@" | cat
}

# values CLIENT_ID CLIENT_SECRET
values() {
    cat <<END
# Poseidon's own.
namespace: {name: poseidon}
environments: [{name: dev}]   # one is enough
external_secrets:
  azure_tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d
  keyvault_credentials:
    client_id: "$1"   # rotated in spring
    client_secret: $2
END
}

client_id() { sed -n 's/^ *client_id: "\(.*\)".*/\1/p' "$1"; }
client_secret() { sed -n 's/^ *client_secret: \([^ #]*\).*/\1/p' "$1" | tr -d '\r'; }

# The whole of two files but for what looks like a sealed string.
same_but_strings() {
    diff <(sed 's/A[gQ][A-D][A-Za-z0-9+\/=]\{300,\}/SEALED/g' "$1") <(sed 's/A[gQ][A-D][A-Za-z0-9+\/=]\{300,\}/SEALED/g' "$2")
}

two_old_strings() {
    values "$(sealed one ship)" "$(sealed one trident)" >values.yaml
    cp values.yaml before.yaml
}

@test "a file in place: both strings are for the new key, and nothing else is another" {
    two_old_strings
    start reseal --in-place values.yaml
    assert_success
    assert_output ''
    assert_equal "$stderr" "2 sealed strings in 1 file sealed anew, 0 were for the newest key already
$newest"
    same_but_strings before.yaml values.yaml
    assert_equal "$(opened "$(client_id values.yaml)")" ship
    assert_equal "$(opened "$(client_secret values.yaml)")" trident
    assert_equal "$(ls -A)" "$(printf '%s\n' before.yaml keys one.crt two.crt values.yaml)"
}

@test "what is sealed for the newest key already stays, so that a run can be run again" {
    two_old_strings
    start reseal --in-place values.yaml
    cp -p values.yaml once.yaml
    start reseal --in-place values.yaml
    assert_success
    cmp once.yaml values.yaml
    assert_told '0 sealed strings in 0 files sealed anew, 2 were for the newest key already'
    [ "$(stat -c %y values.yaml)" = "$(stat -c %y once.yaml)" ]
}

@test "a stream goes to stdout" {
    two_old_strings
    external-secrets reseal -q <values.yaml >new.yaml
    same_but_strings values.yaml new.yaml
    assert_equal "$(opened "$(client_secret new.yaml)")" trident
    external-secrets reseal -q values.yaml >named.yaml
    external-secrets reseal -q -f values.yaml >option.yaml
    same_but_strings new.yaml named.yaml
    same_but_strings new.yaml option.yaml
    cmp values.yaml before.yaml
}

@test "scope and label are kept, known or not" {
    {
        echo "strict: $(sealed one a)"
        echo "wide: $(sealed one b -n poseidon-dev --scope namespace-wide)"
        echo "cluster: $(sealed one c --scope cluster-wide)"
    } >loose.yaml
    start reseal --in-place loose.yaml
    assert_success
    assert_equal "$(opened "$(sed -n 's/^strict: //p' loose.yaml)" -n poseidon-dev --name keyvault-credentials --scope strict)" a
    assert_equal "$(opened "$(sed -n 's/^wide: //p' loose.yaml)" -n poseidon-dev --scope namespace-wide)" b
    assert_equal "$(opened "$(sed -n 's/^cluster: //p' loose.yaml)" --scope cluster-wide)" c
}

@test "equal strings stay equal, in whatever files they stand" {
    local string
    string=$(sealed one trident --scope cluster-wide)
    values "$string" "$string" >values.yaml
    mkdir more
    values "$(sealed one ship)" "$string" >more/values.yaml
    start reseal --in-place values.yaml more
    assert_success
    assert_equal "$(client_id values.yaml)" "$(client_secret values.yaml)"
    assert_equal "$(client_secret more/values.yaml)" "$(client_secret values.yaml)"
    [ "$(client_id more/values.yaml)" != "$(client_secret values.yaml)" ]
    [ "$(client_secret values.yaml)" != "$string" ]
}

@test "an anchor and its aliases are one string" {
    values "&id $(sealed one ship)" '*id' | sed 's/"\(.*\)"/\1/' >values.yaml
    cp values.yaml before.yaml
    start reseal --in-place values.yaml
    assert_success
    same_but_strings before.yaml values.yaml
    assert_equal "$(grep -c '&id Ag\|&id AQ' values.yaml)" 1
    assert_equal "$(grep -c '\*id$' values.yaml)" 1
}

@test "line ends stay, mixed ones too, and so does a last line without one" {
    two_old_strings
    sed -i '1,4s/$/\r/; 7s/$/\r/' values.yaml
    printf %s "$(cat values.yaml)" >mixed.yaml
    cp mixed.yaml before.yaml
    start reseal --in-place mixed.yaml
    assert_success
    same_but_strings before.yaml mixed.yaml
    assert_equal "$(tr -dc '\r' <mixed.yaml | wc -c)" 5
    assert_equal "$(opened "$(client_secret mixed.yaml)")" trident
}

@test "a byte order mark, documents and JSON" {
    local string
    string=$(sealed one trident)
    { printf '\xef\xbb\xbf'; values "$string" "$string"; echo '...'; echo '# next'; echo '---'; echo 'a: {b: 1}'; echo '---'; values "$string" "$string"; } >two.yaml
    printf '{"a": ["%s", 1],"b":{}}' "$string" >one.json
    cp two.yaml before.yaml
    cp one.json before.json
    start reseal --in-place two.yaml one.json
    assert_success
    same_but_strings before.yaml two.yaml
    same_but_strings before.json one.json
    assert_equal "$(grep -c "$string" two.yaml one.json)" $'two.yaml:0\none.json:0'
}

@test "SealedSecrets" {
    cat >sealed.yaml <<END
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: keyvault-credentials
  namespace: poseidon-dev
spec:
  encryptedData:
    password: $(sealed one trident)
  template:
    metadata: {labels: {a: b}}
END
    cp sealed.yaml before.yaml
    start reseal --in-place sealed.yaml
    assert_success
    assert_equal "$stderr" "1 sealed string in 1 file sealed anew, 0 were for the newest key already
$newest"
    same_but_strings before.yaml sealed.yaml
    assert_equal "$(opened "$(sed -n 's/^ *password: //p' sealed.yaml)")" trident
}

@test "every carrier: a block, base64 and an alias" {
    cp "$BATS_TEST_DIRNAME/../cases/reseal/dry-run/in.yaml" all.yaml
    cp all.yaml before.yaml
    cp "$data/keys/far.pem" keys
    start reseal --in-place all.yaml
    assert_success
    assert_told '7 sealed strings in 1 file sealed anew, 0 were for the newest key already'
    diff <(grep -v '^  encoded: ' before.yaml | sed 's/A[gQ][A-D][A-Za-z0-9+\/=]\{300,\}/SEALED/g') \
        <(grep -v '^  encoded: ' all.yaml | sed 's/A[gQ][A-D][A-Za-z0-9+\/=]\{300,\}/SEALED/g')
    # Opened by the new key alone, as what they were.
    start verify --sealing-key keys/new.pem -o json all.yaml
    assert_equal "$(grep -c '"status": *"opens"' <<<"$output")" "$(external-secrets verify --sealing-key keys/far.pem -o json before.yaml | grep -c '"status": *"opens"')"
    assert_equal "$(opened "$(sed -n 's/^  encoded: //p' all.yaml | base64 -d)" -n team-a --name annotated)" six
    assert_equal "$(opened "$(sed -n 's/^ *client_id: &id //p' all.yaml)" --scope cluster-wide)" two
    assert_equal "$(sed -n 's/^ *client_id: &id //p' all.yaml)" "$(sed -n 's/^loose: .\([^,]*\),.*/\1/p' all.yaml)"
}

@test "a string that no key opens: its file stays, the others are replaced" {
    two_old_strings
    sealed one other >/dev/null
    values "$(sealed one ship)" "$(printf x | external-secrets seal -q --cert "$data/keys/far.crt" -n poseidon-dev --name keyvault-credentials)" >foreign.yaml
    cp foreign.yaml foreign.before
    start reseal --in-place foreign.yaml values.yaml
    assert_failure 4
    assert_output ''
    assert_told 'error: 1 of 2 files was left as it is'
    assert_equal "$(grep -c '^error: foreign.yaml:8:20: external_secrets.keyvault_credentials.client_secret: ' <<<"$stderr")" 1
    cmp foreign.yaml foreign.before
    assert_equal "$(opened "$(client_secret values.yaml)")" trident
}

@test "a string that may be sealed for the certificate already, of which the private key is not at hand" {
    local hint='hint: it may be sealed for this certificate already'
    values "$(sealed one ship)" "$(sealed two trident)" >half.yaml
    cp half.yaml half.before
    EXTERNAL_SECRETS_SEALING_KEY=keys/old.pem start reseal --cert two.crt --in-place half.yaml
    assert_failure 4
    grep -q '^error: half.yaml:8:20: external_secrets.keyvault_credentials.client_secret: .*another key' <<<"$stderr"
    grep -qF "$hint, which only the certificate's private key tells: give that as well (--sealing-key)" <<<"$stderr"
    cmp half.yaml half.before
    # With it at hand there is nothing to guess, and another size is another key's.
    start reseal --cert two.crt --in-place half.yaml
    assert_success
    values "$(sealed one ship)" "$(printf x | external-secrets seal -q --cert "$data/keys/three.crt" -n poseidon-dev --name keyvault-credentials)" >large.yaml
    EXTERNAL_SECRETS_SEALING_KEY=keys/old.pem start reseal --cert two.crt --in-place large.yaml
    assert_failure 4
    refute_told "$hint"
    values "$(printf x | external-secrets seal -q --cert "$data/keys/far.crt" -n poseidon-dev --name keyvault-credentials)" ship >foreign.yaml
    start reseal --in-place foreign.yaml
    assert_failure 4
    refute_told "$hint"
}

@test "a damaged string: its file stays, the others are replaced" {
    two_old_strings
    local string
    string=$(sealed one trident)
    values "$(sealed one ship)" "${string::-9}" >cut.yaml
    values "$(sealed one ship)" "${string::-8}AAAAAAA=" >changed.yaml
    cp cut.yaml cut.before
    cp changed.yaml changed.before
    start reseal --in-place cut.yaml changed.yaml values.yaml
    assert_failure 4
    cmp cut.yaml cut.before
    cmp changed.yaml changed.before
    assert_told 'error: 2 of 3 files were left as they are'
    grep -q '^error: cut.yaml:8:20: .* the sealed string' <<<"$stderr"
    grep -q '^error: changed.yaml:8:20: .* changed' <<<"$stderr"
    assert_equal "$(opened "$(client_secret values.yaml)")" trident
}

@test "a stream is written as a whole or not at all" {
    local string
    string=$(sealed one trident)
    values "$string" "${string::-9}" >cut.yaml
    start reseal <cut.yaml
    assert_failure 3
    assert_output ''
    assert_equal "$(grep -c '^error: stdin:8:20: ' <<<"$stderr")" 1
    assert_equal "$(grep -c '^error: ' <<<"$stderr")" 1
    values "${string::-9}" "${string::-9}" >cut.yaml
    start reseal <cut.yaml
    assert_failure 3
    assert_output ''
    assert_equal "$(grep '^error: ' <<<"$stderr" | cut -d: -f1-4)" "$(printf 'error: stdin:7:16\nerror: stdin:8:20')"
}

@test "plain text where a sealed string belongs is warned of, and the rest is sealed anew" {
    values "$(sealed one ship)" 'hunter2-and-more' >values.yaml
    start reseal --in-place values.yaml
    assert_success
    assert_equal "$(opened "$(client_id values.yaml)")" ship
    assert_equal "$(client_secret values.yaml)" hunter2-and-more
    grep -q '^warning: values.yaml:8:20: external_secrets.keyvault_credentials.client_secret: .*; it is left as it is$' <<<"$stderr"
    refute_regex "$stderr" hunter2
}

@test "a string whose label does not fit its place is sealed anew for the label it has" {
    values "$(sealed one ship)" "$(sealed one trident -n hades --name keyvault-credentials)" >values.yaml
    start reseal --in-place values.yaml
    assert_success
    grep -q '^warning: values.yaml:8:20: .*; what it was sealed for is kept$' <<<"$stderr"
    assert_equal "$(opened "$(client_secret values.yaml)" -n hades --name keyvault-credentials)" trident
}

@test "--dry-run lists what would change, and changes nothing" {
    two_old_strings
    start reseal --in-place --dry-run values.yaml
    assert_success
    assert_output ''
    cmp values.yaml before.yaml
    assert_told "values.yaml:7:16: external_secrets.keyvault_credentials.client_id: strict poseidon-dev/keyvault-credentials, sealed for the key $old_key"
    assert_told "values.yaml:8:20: external_secrets.keyvault_credentials.client_secret: strict poseidon-dev/keyvault-credentials, sealed for the key $old_key"
    assert_told '2 sealed strings in 1 file would be sealed anew, 0 were for the newest key already'
    start reseal --dry-run <values.yaml
    assert_success
    assert_output ''
}

@test "the certificate: named, the newest valid one, or none" {
    two_old_strings
    start reseal --in-place --cert one.crt values.yaml
    assert_success
    cmp values.yaml before.yaml
    assert_told 'warning: --cert: the certificate is not the newest: that of keys/new.pem began later, at 2025-01-02T03:04:05Z'
    assert_told '0 sealed strings in 0 files sealed anew, 2 were for the newest key already'
    start reseal --in-place --cert two.crt values.yaml
    assert_success
    assert_equal "$(opened "$(client_secret values.yaml)")" trident
    start reseal --sealing-key "$data/keys/one.pem" before.yaml
    assert_failure 3
    assert_output ''
    assert_told 'error: no sealing key has a certificate to seal for'
    start reseal --cert "$data/keys/expired.crt" before.yaml
    assert_failure 3
    grep -q '^error: .*expired.crt: the certificate has expired' <<<"$stderr"
    start reseal --in-place --cert two.crt --cert-fingerprint SHA256:1aGmlx76mmB9TpGPG5m3qbUAnRzGvBJh+822ZFJZQRo before.yaml
    assert_failure 3
    assert_equal "${stderr_lines[0]##*, not }" 'SHA256:1aGmlx76mmB9TpGPG5m3qbUAnRzGvBJh+822ZFJZQRo (--cert-fingerprint)'
}

@test "only the certificate of the newest key is at hand" {
    two_old_strings
    start reseal --in-place --sealing-key keys/old.pem --cert two.crt values.yaml
    assert_success
    assert_told "not opened again to compare: the certificate's private key is not among the sealing keys"
    assert_equal "$(opened "$(client_secret values.yaml)")" trident
}

@test "--key-index learns of the new strings" {
    two_old_strings
    start reseal --in-place --key-index index values.yaml
    assert_success
    assert_equal "$(grep -c "${new_key#SHA256:}" index)" 2
    [ "$(stat -c %a index)" = 600 ]
    start reseal --key-index index <before.yaml
    assert_success
    assert_equal "$(grep -c "${new_key#SHA256:}" index)" 4
    assert_equal "$(grep -c "${old_key#SHA256:}" index)" 2
}

@test "a tree: folders, -R, and what cannot be read" {
    mkdir -p tree/below
    values "$(sealed one ship)" "$(sealed one trident)" >tree/a.yaml
    cp tree/a.yaml tree/below/b.yml
    echo 'plain: true' >tree/c.yaml
    start reseal --in-place tree
    assert_success
    grep -q '^2 sealed strings in 1 file sealed anew' <<<"$stderr"
    start reseal --in-place -R tree
    assert_success
    assert_told '2 sealed strings in 1 file sealed anew, 2 were for the newest key already'
    assert_equal "$(opened "$(client_secret tree/below/b.yml)")" trident
    start reseal --in-place -R tree missing.yaml
    assert_failure 6
    assert_told 'error: missing.yaml: cannot be opened: No such file or directory'
    assert_told 'error: 1 of 4 files was left as it is'
}

@test "nothing found is a failure" {
    echo 'plain: true' >plain.yaml
    start reseal --in-place plain.yaml
    assert_error 3 'error: no sealed string in 1 file'
    start reseal plain.yaml
    assert_error 3 'error: no sealed string in 1 file'
    start reseal </dev/null
    assert_error 3 'error: no sealed string in 1 file'
}

@test "links are followed, hard links are not replaced" {
    two_old_strings
    mkdir elsewhere
    mv values.yaml elsewhere
    ln -s elsewhere/values.yaml link.yaml
    start reseal --in-place link.yaml
    assert_success
    [ -L link.yaml ]
    assert_equal "$(opened "$(client_secret elsewhere/values.yaml)")" trident
    cp before.yaml hard.yaml
    ln hard.yaml other.yaml
    start reseal --in-place hard.yaml
    assert_failure 6
    grep -q '^error: hard.yaml: is one of 2 hard links' <<<"$stderr"
    cmp hard.yaml before.yaml
}

@test "a file under two names is replaced once" {
    two_old_strings
    ln -s values.yaml a-link.yaml
    start reseal --in-place a-link.yaml values.yaml ./values.yaml
    assert_success
    grep -q '^2 sealed strings in 1 file sealed anew' <<<"$stderr"
    [ -L a-link.yaml ]
    assert_equal "$(opened "$(client_secret values.yaml)")" trident
}

@test "a folder in which no file can be made" {
    two_old_strings
    local as=()
    if [ "$(id -u)" = 0 ]; then
        as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
        chown -R 65534:65534 .
    fi
    cp "$PROGRAM" program
    chmod 755 program
    chmod 500 .
    run --separate-stderr "${as[@]}" ./program reseal --in-place values.yaml
    chmod 700 .
    assert_failure 6
    assert_told 'error: values.yaml: cannot be written: no file can be made beside it: Permission denied'
    assert_told 'hint: a file is exchanged as a whole, never written in place: its folder must take new files'
    assert_told 'error: 1 of 1 file was left as it is'
    cmp values.yaml before.yaml
}

@test "a disk without room" {
    two_old_strings
    printf '# %04000d\n' 0 >>values.yaml
    cp values.yaml before.yaml
    start_with_room 1 reseal --in-place values.yaml
    assert_failure 6
    assert_told 'error: values.yaml: cannot be written: File too large'
    cmp values.yaml before.yaml
    assert_equal "$(ls -A)" "$(printf '%s\n' before.yaml keys one.crt two.crt values.yaml)"
}

# What is named behind a pipe is read when somebody has written into it: files in front of it have been read by then.
@test "a file that changes while it is worked on" {
    two_old_strings
    mkfifo pipe.yaml
    external-secrets reseal --in-place values.yaml pipe.yaml 2>err &
    local pid=$!
    exec 7>pipe.yaml
    echo '# from an editor' >>values.yaml
    cp values.yaml edited.yaml
    exec 7>&-
    wait "$pid" || true
    stderr=$(cat err)
    mapfile -t stderr_lines <err
    assert_told 'error: values.yaml: was changed by somebody else at this moment'
    assert_told 'hint: nothing was written to it; run the command again'
    cmp values.yaml edited.yaml
    start reseal --in-place values.yaml
    assert_success
    same_but_strings edited.yaml values.yaml
}

@test "a pipe among the files is not replaced" {
    mkfifo pipe.yaml
    external-secrets reseal --in-place pipe.yaml 2>err &
    local pid=$!
    values "$(sealed one ship)" x >pipe.yaml
    wait "$pid" || true
    grep -q '^error: pipe.yaml: is no regular file, and cannot be replaced$' err
    [ -p pipe.yaml ]
}

# many FILES: so many that the last one, a pipe, is read when all others have been replaced.
many() {
    local file string
    string=$(sealed one trident --scope cluster-wide)
    mkdir tree
    for ((file = 0; file < 512; file++)); do
        printf 'a: 1\nsecret: %s # %d\n' "$string" "$file"  >"tree/$(printf %04d "$file").yaml"
    done
    mkfifo pipe.yaml
    printf 'secret: %s\n' "$(sealed one ship)" >last.yaml
    cp last.yaml last.before
    external-secrets reseal --in-place tree last.yaml pipe.yaml 2>err &
    pid=$!
    exec 7>pipe.yaml
}

@test "killed in the middle, and run again" {
    local pid
    many
    kill -9 "$pid"
    wait "$pid" || true
    exec 7>&-
    cmp last.yaml last.before
    rm pipe.yaml
    [ "$(grep -L "$(sed -n 's/^secret: \([^ ]*\).*/\1/p' tree/0000.yaml)" tree/* | wc -l)" -eq 0 ]
    start reseal --in-place tree last.yaml
    assert_success
    assert_told '1 sealed string in 1 file sealed anew, 512 were for the newest key already'
    [ "$(find tree -type f | wc -l)" -eq 512 ]
    assert_equal "$(opened "$(sed -n 's/^secret: //p' last.yaml)")" ship
}

@test "a signal in the middle says what was done" {
    local pid
    many
    kill -TERM "$pid"
    wait "$pid" || true
    exec 7>&-
    assert_equal "$(cat err)" 'error: stopped by SIGTERM; files that were replaced by then are complete, the others as they were'
    [ "$(find . -name '.external-secrets-*' | wc -l)" -eq 0 ]
    cmp last.yaml last.before
}

@test "mode and owner stay" {
    two_old_strings
    chmod 640 values.yaml
    start reseal --in-place values.yaml
    assert_success
    assert_equal "$(stat -c '%a %u' values.yaml)" "640 $(id -u)"
}

@test "what was not asked for rightly" {
    two_old_strings
    start reseal --in-place <values.yaml
    assert_error 2 'error: --in-place: stdin is no file that could be replaced' \
        'hint: name files or folders, or leave --in-place out: then the stream goes to stdout'
    start reseal values.yaml before.yaml
    assert_error 2 'error: 2 files, and one stdout for them' 'hint: --in-place replaces each of them'
    unset EXTERNAL_SECRETS_SEALING_KEY
    start reseal values.yaml
    assert_failure 2
    assert_told 'error: no private keys to open the strings with: --sealing-key FILE is missing'
    start reseal --sealing-key missing.pem values.yaml
    assert_failure 6
}
