#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# keys: what sealing keys there are.
load common

setup() {
    clean_start
    data="$BATS_TEST_DIRNAME/../data/keys"
    umask 077
    local name
    for name in one.pem two.pem three.pem far.pem one.crt two.crt far.crt expired.crt; do
        cat "$data/$name" >"$name"
    done
}

hint='hint: the controller keeps its keys in its own namespace: kubectl get secret --namespace kube-system --selector sealedsecrets.bitnami.com/sealed-secrets-key --output yaml'

@test "a table, newest first, with certificates alone and keys without one" {
    start keys one.pem one.crt three.pem far.crt expired.crt
    assert_success
    assert_equal "$stderr" ''
    assert_output 'FINGERPRINT                                         BITS  VALID FROM  VALID UNTIL  STATE           HOLDS             ORIGIN
SHA256:qIS/565NkFlNajTIG+EfiiZqeVcm6LxgQQZkK2/tQYE  2048  2024-01-02  2034-01-02   newest, valid   private key       one.pem
SHA256:iOW7hDqKD/rAxZ8DvaiBtBCJ1CPTNMmv2YnJ0YU7TRs  2048  2020-01-02  2060-01-02   valid           certificate only  far.crt
SHA256:oa+41t9QxnaISmZXV9xdln7CYTcsPsjJKqlIZZ7EDrY  2048  2015-01-02  2016-01-02   expired         certificate only  expired.crt
SHA256:u7aS/QefJeQflaAfbPKC0zeaS1IXweThbbmqg7conyE  3072  -           -            no certificate  private key       three.pem'
}

# A table on stdin without its last column.
without_origin() { sed -E 's/[^ ]+$//'; }

@test "words, -f, --sealing-key, folders, stdin and the environment name keys alike" {
    local table way
    start keys far.pem far.crt
    table=$(without_origin <<<"$output")
    mkdir folder
    cp far.pem far.crt folder
    echo words >folder/notes
    for way in '-f far.pem -f far.crt' '--sealing-key far.pem far.crt' '-f far.crt --sealing-key far.pem' 'folder' '-f folder'; do
        # shellcheck disable=SC2086 # words on purpose
        start keys $way
        assert_success
        assert_equal "$(without_origin <<<"$output")" "$table"
    done
    for way in '' - '-f -'; do
        # shellcheck disable=SC2086
        run --separate-stderr external-secrets keys $way < <(cat far.pem far.crt)
        assert_success
        assert_equal "$(without_origin <<<"$output")" "$table"
    done
    EXTERNAL_SECRETS_SEALING_KEY=far.pem start keys far.crt
    assert_line --partial 'newest, valid  private key  far.pem'
    EXTERNAL_SECRETS_SEALING_KEY_DATA=$(cat far.pem) start keys far.crt
    assert_line --partial 'newest, valid  private key  EXTERNAL_SECRETS_SEALING_KEY_DATA'
}

@test "Secrets, Lists and several documents" {
    cat "$data/backup.yaml" >backup.yaml
    cat "$data/controller.yaml" >controller.yaml
    start keys backup.yaml
    assert_success
    assert_line --partial 'backup.yaml, document '
    start keys controller.yaml
    assert_success
    assert_line --regexp 'private key  controller.yaml, Secret [a-z0-9-]+$'
}

@test "as JSON" {
    start keys -o json one.pem one.crt three.pem expired.crt
    assert_success
    run perl -MJSON::PP -e 'local $/; for (@{decode_json(<STDIN>)->{keys}}) {
        my %k = %$_;
        print join(" ", map { defined $k{$_} ? ref $k{$_} ? $k{$_} ? "yes" : "no" : $k{$_} : "-" }
            qw(origin fingerprint bits validFrom validUntil state newest privateKey)), "\n" }' <<<"$output"
    assert_output 'one.pem SHA256:qIS/565NkFlNajTIG+EfiiZqeVcm6LxgQQZkK2/tQYE 2048 2024-01-02T03:04:05Z 2034-01-02T03:04:05Z valid yes yes
expired.crt SHA256:oa+41t9QxnaISmZXV9xdln7CYTcsPsjJKqlIZZ7EDrY 2048 2015-01-02T03:04:05Z 2016-01-02T03:04:05Z expired no no
three.pem SHA256:u7aS/QefJeQflaAfbPKC0zeaS1IXweThbbmqg7conyE 3072 - - noCertificate no yes'
}

# A name that is no UTF-8 would make no JSON, one with a line end no line.
@test "a name that could harm is shown escaped" {
    cp far.crt $'far\xff\x1b[31m.crt'
    start keys far*31m.crt
    assert_success
    assert_line --partial 'certificate only  far\xff\x1b[31m.crt'
    start keys -o json far*31m.crt
    assert_line --partial '"far\\xff\\x1b[31m.crt"'
}

# Nobody checks a signature here: any times may stand in a certificate.
@test "a certificate that is not valid yet" {
    perl -MMIME::Base64 -0777 -pe 's/(?<=-----\n)(.*)(?=-----END)/
        my $der = decode_base64($1); $der =~ s,240102030405Z,480102030405Z,; $der =~ s,340102030405Z,490102030405Z,; encode_base64($der)/se' \
        one.crt >early.crt
    start keys early.crt
    assert_success
    assert_line --partial '2048-01-02  2049-01-02   newest, not yet valid  certificate only  early.crt'
    start keys -o json early.crt
    assert_line --partial '"notYetValid"'
}

@test "nothing that is secret is shown" {
    local word
    start keys -v one.pem two.pem three.pem far.pem
    assert_success
    while read -r word; do
        [ "${#word}" -lt 30 ] || [[ $output$stderr != *"${word:0:30}"* ]]
    done < <(cat ./*.pem)
}

@test "a file of private keys that others can read earns a warning, a certificate does not" {
    chmod 644 one.pem one.crt
    start keys one.crt
    assert_equal "$stderr" ''
    start keys one.pem
    assert_success
    assert_equal "$stderr" 'warning: one.pem: this file of private keys can be read by other users
hint: chmod go= one.pem'
}

@test "where there is no key" {
    start keys </dev/null
    assert_error 3 'error: stdin: is empty' "$hint"
    echo words >words
    start keys words
    assert_error 3 'error: words: holds neither a private key nor a certificate' "$hint"
    mkdir folder
    start keys folder
    assert_error 3 'error: folder: is empty' "$hint"
    cp words folder
    start keys folder
    assert_error 3 'error: folder: holds neither a private key nor a certificate' "$hint"
    start keys one.pem words
    assert_error 3 'error: words: holds neither a private key nor a certificate' "$hint"
    start keys "$data/ec.crt"
    assert_error 3 "error: $data/ec.crt: holds a certificate that is damaged or not for an RSA key, and no private key" "$hint"
    start keys missing.pem
    assert_error 6 'error: missing.pem: cannot be opened: No such file or directory'
}

@test "a key in the place of its path is not shown" {
    start keys "key: $(cat one.pem)"
    assert_error 2 'error: a word behind keys holds a key; it takes the path of one' \
        'hint: put the key itself into EXTERNAL_SECRETS_SEALING_KEY_DATA'
    start keys "-f$(cat one.pem)"
    assert_error 2 'error: --filename holds a key; it takes the path of one' \
        'hint: put the key itself into EXTERNAL_SECRETS_SEALING_KEY_DATA'
}

@test "nothing is read from a terminal unless told to" {
    run script -qec 'external-secrets keys' /dev/null </dev/null
    assert_failure 2
    assert_line --partial 'error: nothing to read: no file was named, and stdin is a terminal'
    assert_line --partial 'hint: name files or folders of keys and certificates, or pipe them in'
}
