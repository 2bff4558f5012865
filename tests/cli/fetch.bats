#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Certificates that are fetched: from where, how, and what is said where that fails; and those that are pinned.
#
# shellcheck disable=SC2154 # run sets output and stderr, the servers' ports come from a file
load common
load fetch

setup_file() {
    start_servers "$BATS_FILE_TMPDIR" "$BATS_TEST_DIRNAME/../../examples/sealing-key/certificate.pem"
    export servers
}

teardown_file() {
    kill "$servers"
}

setup() {
    clean_start
    use_servers "$BATS_FILE_TMPDIR"
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    : >"$BATS_FILE_TMPDIR/log"
    url=https://localhost:$good
    printf trident >plaintext
    fingerprint=SHA256:BaGmlx76mmB9TpGPG5m3qbUAnRzGvBJh+822ZFJZQRo
    authorities='hint: CURL_CA_BUNDLE or SSL_CERT_FILE names a file of the authorities that vouch for servers'
    proxies='proxies come from HTTPS_PROXY and ALL_PROXY; NO_PROXY names the servers that are reached without'
}

# fetched URL [ARGUMENT]...: seals for what is there.
fetched() {
    run --separate-stderr external-secrets seal --scope cluster-wide --cert "$@" <plaintext
}

assert_sealed() {
    assert_success
    assert_told "with the certificate $fingerprint, valid until 2046-11-18T04:57:29Z"
}

# What the servers were asked.
asked() {
    cat "$BATS_FILE_TMPDIR/log"
}

@test "a certificate is fetched, and seals" {
    fetched "$url/cert.pem"
    assert_sealed
    (umask 077 && cat "$root/examples/sealing-key/key.yaml" >key.yaml)
    printf %s "$output" >sealed
    assert_equal "$(external-secrets unseal --sealing-key key.yaml --from-file sealed)" trident
    assert_equal "$(asked)" "good /cert.pem external-secrets/$(cat "$root/VERSION") without password"
    EXTERNAL_SECRETS_CERT=$url/cert.pem run --separate-stderr external-secrets seal --scope cluster-wide <plaintext
    assert_sealed
    fetched "HTTPS://localhost:$good/cert.pem"
    assert_sealed
}

@test "nothing is asked for, and nothing fetched, where the rest of the command line is wrong" {
    run --separate-stderr external-secrets seal --cert "$url/cert.pem" -n poseidon-dev <plaintext
    assert_failure 2
    assert_equal "$(asked)" ''
}

@test "http is refused, and so is every other scheme" {
    local hint='hint: over http anybody on the way can put something else in its place: use https, or a file'
    fetched "http://localhost:$plain/cert.pem"
    assert_error 2 "error: --cert: http://localhost:$plain/cert.pem: is not fetched: not an https URL" "$hint"
    EXTERNAL_SECRETS_CERT=ftp://localhost/cert.pem start seal --scope cluster-wide
    assert_error 2 "error: EXTERNAL_SECRETS_CERT: ftp://localhost/cert.pem: is not fetched: not an https URL" "$hint"
    fetched "$url/to?http://localhost:$plain/cert.pem"
    assert_error 5 "error: $url/to?...: redirected to http://localhost:$plain/cert.pem: not https" \
        'hint: over http anybody on the way can put something else in its place; give an https URL that does not lead there'
    run asked
    refute_output --partial plain
}

@test "redirects, a few" {
    fetched "$url/times/3"
    assert_sealed
    fetched "$url/times/4"
    assert_error 5 "error: $url/times/4: redirected to $url/times/1: redirected more than 3 times" 'hint: give the URL that it leads to'
    fetched "$url/elsewhere/status/500"
    assert_error 5 "error: $url/elsewhere/status/500: redirected to https://127.0.0.1:$good/status/500: the answer is HTTP 500, not 200" \
        'hint: try again later; is what stands behind the server running?'
}

@test "user and password go to their own server only, and into no message" {
    fetched "https://trident:hunter2@localhost:$good/elsewhere/cert.pem"
    assert_sealed
    assert_equal "$(asked)" "good /elsewhere/cert.pem external-secrets/$(cat "$root/VERSION") with password
good /cert.pem external-secrets/$(cat "$root/VERSION") without password"
    local path
    for path in status/404?token=hunter2 'status/404#hunter2' page bytes/1048577; do
        fetched "https://trident:hunter2@localhost:$good/$path" --verbose
        assert_failure 5
        refute_told trident
        refute_told hunter2
    done
    fetched "$url/to?http://trident:hunter2@localhost/cert.pem?token=hunter2"
    assert_error 5 "error: $url/to?...: redirected to http://localhost/cert.pem?...: not https" \
        'hint: over http anybody on the way can put something else in its place; give an https URL that does not lead there'
    fetched "https://trident:hunter2@localhost:$good/status/404?token=hunter2"
    assert_error 5 "error: $url/status/404?...: the answer is HTTP 404, not 200" 'hint: is the path right?'
    fetched "https://trident:hunt/er2@localhost:$good/cert.pem"
    assert_error 5 'error: https://...: is no URL' 'hint: it looks like https://example.com/folder/file'
    fetched "http://trident:hunter2@localhost/cert.pem"
    assert_failure 2
    refute_told hunter2
}

@test "whatever is no certificate says what it is" {
    local code hint front='hint: a login or a proxy may stand in front of it; the controller has its certificate at /v1/cert.pem'
    while read -r code hint; do
        fetched "$url/status/$code"
        assert_error 5 "error: $url/status/$code: the answer is HTTP $code, not 200" "hint: $hint"
    done <<'END'
204 give the URL of the file itself
304 give the URL of the file itself
401 it wants a login: fetch it with what can log in, and give the file
403 it wants a login: fetch it with what can log in, and give the file
404 is the path right?
429 it gets more requests than it takes; try again later
503 try again later; is what stands behind the server running?
END
    fetched "$url/page"
    assert_error 5 "error: $url/page: the answer is a page for people (HTML)" "$front"
    fetched "$url/text"
    assert_error 5 "error: $url/text: the answer holds no certificate in PEM" "$front"
    fetched "$url/empty"
    assert_error 5 "error: $url/empty: the answer is empty" "$front"
    fetched "$url/closed"
    assert_error 5 "error: $url/closed: the server closed the connection without an answer" 'hint: does the server speak https on this port?'
    fetched "$url/cut"
    assert_error 5 "error: $url/cut: the answer was cut off" 'hint: try again'
    # A second try may be what the server cannot bear.
    assert_equal "$(asked | grep -c /status/503)" 1
}

@test "an answer is at most 1 MiB" {
    local hint='hint: give the URL of the file itself'
    fetched "$url/bytes/1048576"
    assert_sealed
    fetched "$url/bytes/1048577"
    assert_error 5 "error: $url/bytes/1048577: the answer is larger than 1048576 bytes, which is the limit" "$hint"
    fetched "$url/endless"
    assert_error 5 "error: $url/endless: the answer is larger than 1048576 bytes, which is the limit" "$hint"
}

@test "a server that takes too long" {
    external-secrets seal --scope cluster-wide --cert "https://localhost:$silent/cert.pem" <plaintext >out 2>told 3>&- &
    fetched "$url/slow"
    assert_error 5 "error: $url/slow: no complete answer within 20 seconds" "hint: $proxies; a file needs no server"
    wait $! || assert_equal $? 5
    assert_equal "$(cat told)" "error: https://localhost:$silent/cert.pem: no connection with TLS within 10 seconds
hint: $proxies; a file needs no server"
}

@test "a signal ends the wait" {
    external-secrets seal --scope cluster-wide --cert "https://localhost:$silent/cert.pem" <plaintext >out 2>told 3>&- &
    sleep 0.5
    kill "$!"
    wait $! || assert_equal $? 143
    assert_equal "$(cat told)" 'error: stopped by SIGTERM; nothing was written'
}

@test "a server's certificate has to be valid, for its name, and of an authority that is known" {
    fetched "https://localhost:$expired/cert.pem"
    assert_failure 5
    assert_equal "${stderr_lines[1]}" "$authorities; a file needs no server"
    [[ ${stderr_lines[0]} == "error: https://localhost:$expired/cert.pem: the server's certificate is refused: "*expired* ]]
    fetched "https://localhost:$other/cert.pem"
    assert_failure 5
    [[ ${stderr_lines[0]} == "error: https://localhost:$other/cert.pem: the server's certificate is refused: "*[Nn]ame* ]]
    fetched "https://localhost:$plain/cert.pem"
    assert_failure 5
    [[ ${stderr_lines[0]} == "error: https://localhost:$plain/cert.pem: no TLS: "* ]]
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -out stranger.pem -subj /CN=stranger 2>/dev/null
    SSL_CERT_FILE=$PWD/stranger.pem SSL_CERT_DIR=$PWD fetched "$url/cert.pem"
    assert_failure 5
    [[ ${stderr_lines[0]} == "error: $url/cert.pem: the server's certificate is refused: "* ]]
    # curl's own variable comes first.
    CURL_CA_BUNDLE=$PWD/stranger.pem fetched "$url/cert.pem"
    assert_failure 5
    local ours=$SSL_CERT_FILE
    CURL_CA_BUNDLE=$ours SSL_CERT_FILE=$PWD/stranger.pem fetched "$url/cert.pem"
    assert_sealed
    SSL_CERT_FILE=$PWD/missing.pem fetched "$url/cert.pem"
    assert_failure 5
    [[ ${stderr_lines[0]} == "error: $url/cert.pem: the authorities that vouch for servers cannot be read: "* ]]
    assert_equal "$(asked | grep -c .)" 1
}

@test "a server that is not there" {
    fetched "https://localhost:$nobody/cert.pem"
    assert_error 5 "error: https://localhost:$nobody/cert.pem: no connection: Connection refused" \
        "hint: is the port right, and may this machine reach it? $proxies"
    fetched https://sealed-secrets.invalid/cert.pem
    assert_error 5 "error: https://sealed-secrets.invalid/cert.pem: no address was found for the server's name" \
        "hint: is it spelled as it should be, and known here? $proxies"
}

@test "proxies are those of the environment" {
    HTTPS_PROXY=http://trident:hunter2@localhost:$proxy fetched "$url/cert.pem"
    assert_sealed
    assert_equal "$(asked | head -1)" "proxy localhost:$good"
    HTTPS_PROXY=http://localhost:$proxy fetched https://refused.example/cert.pem
    assert_error 5 'error: https://refused.example/cert.pem: the proxy refuses: HTTP 403' "hint: $proxies"
    HTTPS_PROXY=http://trident:hunter2@proxy.invalid:1 fetched https://refused.example/cert.pem
    assert_error 5 "error: https://refused.example/cert.pem: no address was found for the proxy's name" "hint: $proxies"
    HTTPS_PROXY=http://proxy.invalid:1 NO_PROXY=localhost fetched "$url/cert.pem"
    assert_sealed
}

@test "a machine without libcurl, or with another library of its name" {
    ! self_contained || return 0
    mkdir libraries
    echo nothing | tee libraries/libcurl.so.4 >libraries/libcurl-gnutls.so.4
    LD_LIBRARY_PATH=$PWD/libraries fetched "$url/cert.pem"
    assert_error 5 "error: $url/cert.pem: cannot be fetched: libcurl, which does that, is not on this machine" \
        'hint: install the package libcurl4 (Debian) or libcurl (others), or fetch the file on another machine'
    LD_LIBRARY_PATH=$PWD/libraries fetched "$root/examples/sealing-key/certificate.pem"
    assert_sealed
    ln -sf "$(ldd "$PROGRAM" | awk '/libc\.so/ { print $3 }')" libraries/libcurl.so.4
    LD_LIBRARY_PATH=$PWD/libraries fetched "$url/cert.pem"
    assert_error 5 "error: $url/cert.pem: cannot be fetched: libcurl, which does that, does not work here" \
        'hint: install the package libcurl4 (Debian) or libcurl (others), or fetch the file on another machine'
}

@test "libcurl is loaded for a URL only" {
    ! self_contained || return 0
    run ldd "$PROGRAM"
    refute_output --partial curl
    LD_DEBUG=libs run external-secrets seal --scope cluster-wide --cert "$root/examples/sealing-key/certificate.pem" <plaintext
    refute_output --partial curl
    LD_DEBUG=libs run external-secrets seal --scope cluster-wide --cert "$url/cert.pem" <plaintext
    assert_output --partial curl
}

@test "a certificate is held against its fingerprint, in a file and from a URL" {
    local cert other=SHA256:1aGmlx76mmB9TpGPG5m3qbUAnRzGvBJh+822ZFJZQRo
    for cert in "$url/cert.pem" "$root/examples/sealing-key/certificate.pem" "$root/examples/sealing-key/key.yaml"; do
        fetched "$cert" --cert-fingerprint "$fingerprint"
        assert_sealed
        fetched "$cert" --cert-fingerprint "$fingerprint="
        assert_sealed
        EXTERNAL_SECRETS_CERT_FINGERPRINT=$other fetched "$cert"
        assert_error 3 "error: $cert: it is for the key $fingerprint, not $other (EXTERNAL_SECRETS_CERT_FINGERPRINT)" \
            'hint: the controller makes a new key every 30 days: where that is why, pin the new one; else somebody has put another certificate in its place'
    done
}

@test "verify takes the certificate from a URL, and pins it" {
    local other=SHA256:1aGmlx76mmB9TpGPG5m3qbUAnRzGvBJh+822ZFJZQRo
    start verify --cert "$url/cert.pem" --cert-fingerprint "$fingerprint" "$root/examples/values/generation-1.yaml"
    assert_success
    assert_line --partial 'shape only'
    start verify --cert "$url/cert.pem" --cert-fingerprint "$other" "$root/examples/values/generation-1.yaml"
    assert_failure 3
    assert_output ''
    assert_equal "${stderr_lines[0]}" "error: $url/cert.pem: it is for the key $fingerprint, not $other (--cert-fingerprint)"
    start verify --cert "$url/status/404" "$root/examples/values/generation-1.yaml"
    assert_failure 5
    start verify --cert-fingerprint "$other" "$root/examples/values/generation-1.yaml"
    assert_failure 2
}

@test "a fingerprint that is none" {
    local wrong
    for wrong in "${fingerprint#SHA256:}" SHA256: "${fingerprint%?}" "${fingerprint}o" "sha256:${fingerprint#SHA256:}" MD5:0123456789abcdef \
        "SHA256:${fingerprint:8}!" '05:A1:A6'; do
        fetched "$url/cert.pem" --cert-fingerprint "$wrong"
        assert_error 2 'error: --cert-fingerprint: not the fingerprint of a key, which is SHA256: and 43 characters of base64' \
            "hint: \`external-secrets keys FILE\` prints it"
    done
    assert_equal "$(asked)" ''
}
