#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Which files are looked at for sealed strings, and how much at a time.
#
# shellcheck disable=SC2016 # what other programs read
load common

setup() {
    clean_start
    data="$BATS_TEST_DIRNAME/../data"
    string=$(cat "$data/sealed/strict")
    unset "${!GIT_@}"
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
}

# Looks without keys: fast, and enough to see which files were read.
files() {
    sed -nE 's/^shape only +- +- +([^:]+):.*/\1/p' <<<"$output"
}

loose() {
    local file
    for file in "$@"; do
        mkdir -p "$(dirname "$file")"
        echo "password: $string" >"$file"
    done
}

@test "words, -f, - and stdin name files; each counts once" {
    loose a.yaml b.txt
    start verify a.yaml -f b.txt ./a.yaml a.yaml
    assert_success
    assert_equal "$(files)" 'a.yaml
./a.yaml
b.txt'
    run --separate-stderr external-secrets verify <a.yaml
    assert_success
    assert_equal "$(files)" stdin
    run --separate-stderr external-secrets verify b.txt - <a.yaml
    assert_success
    assert_equal "$(files)" 'b.txt
stdin'
    start verify - -f -
    assert_error 2 'error: stdin can be read only once'
    run script -qec 'external-secrets verify' /dev/null </dev/null
    assert_failure 2
    assert_line --partial 'error: nothing to read: no file was named, and stdin is a terminal'
    assert_line --partial 'hint: name files or folders, or pipe manifests in; - reads the terminal'
}

@test "a folder's files by name, with -R those below" {
    loose d/b.yaml d/a.yml d/c.json d/notes.txt d/below/e.yaml d/.hidden/f.yaml
    start verify d
    assert_success
    assert_equal "$(files)" 'd/a.yml
d/b.yaml
d/c.json'
    start verify -R d
    assert_success
    assert_equal "$(files)" 'd/a.yml
d/b.yaml
d/below/e.yaml
d/c.json'
    start verify -R d d/a.yml
    assert_equal "$(files | wc -l)" 4
}

@test "a file that cannot be read or understood stops no other" {
    loose a.yaml z.yaml
    echo 'external_secrets: [' >bad.yaml
    start verify a.yaml bad.yaml z.yaml
    assert_failure 1
    assert_equal "$(files)" 'a.yaml
z.yaml'
    assert_regex "${stderr_lines[0]}" '^error: bad\.yaml:'
    assert_told 'error: 2 sealed strings in 3 files: 2 looked at for their shape only, 1 files not understood'
    start verify a.yaml missing.yaml z.yaml
    assert_failure 6
    assert_equal "$(files)" 'a.yaml
z.yaml'
    assert_told 'error: missing.yaml: cannot be opened: No such file or directory'
    start verify bad.yaml
    assert_failure 1
    assert_output ''
}

@test "all that YAML and JSON may come as" {
    printf '\xef\xbb\xbfpassword: %s\r\n' "$string" >bom-crlf.yaml
    printf '{"a": {"password": "%s"}}' "$string" >a.json
    printf 'a: 1\n---\npassword: %s\n...\n---\nother: %s\n' "$string" "$string" >two.yaml
    printf '%s' "$string" >raw.yaml
    : >empty.yaml
    start verify bom-crlf.yaml a.json two.yaml raw.yaml empty.yaml
    assert_success
    assert_equal "$(sed 1d <<<"$output" | tr -s ' ' | cut -d' ' -f 5,6)" 'bom-crlf.yaml:1:11: password
a.json:1:20: a.password
two.yaml:3:11: password
two.yaml:6:8: other
raw.yaml:1:1 -'
}

repository() {
    git init -q .
    git add "$@"
}

@test "a Git work tree: what Git tracks, at any depth" {
    loose a.yaml below/b.yaml .github/c.yml notes.txt rendered.yaml below/new.yaml gone.yaml
    ln -s a.yaml link.yaml
    repository a.yaml below/b.yaml .github/c.yml notes.txt gone.yaml link.yaml
    rm gone.yaml
    start verify --tracked
    assert_success
    assert_equal "$(files)" '.github/c.yml
a.yaml
below/b.yaml'
    start verify --tracked below
    assert_success
    assert_equal "$(files)" below/b.yaml
    start verify --tracked "$PWD" rendered.yaml
    assert_success
    assert_equal "$(files | sed "s,^$PWD,,")" '/.github/c.yml
/a.yaml
/below/b.yaml
rendered.yaml'
}

# A hook has them in its environment.
@test "a Git work tree, whatever another git says of its own" {
    loose a.yaml other/b.yaml
    repository a.yaml
    (cd other && repository b.yaml)
    GIT_DIR=$PWD/other/.git GIT_WORK_TREE=$PWD/other GIT_INDEX_FILE=$PWD/other/.git/index start verify --tracked .
    assert_success
    assert_equal "$(files)" a.yaml
}

@test "names with anything in them" {
    loose $'new\nline.yaml' 'a b.yaml' 'ü.yaml' $'\xff.yaml'
    repository .
    start verify --tracked
    assert_success
    assert_equal "$(sed 1d <<<"$output" | wc -l)" 4
    assert_line --partial 'new\nline.yaml:1:11'
}

@test "a file that two sides of a merge changed counts once" {
    loose a.yaml
    git init -q -b main .
    commit() { git -c user.name=a -c user.email=a@example.com commit -qm "$1"; }
    git add a.yaml && commit base
    git checkout -qb side && echo "other: $string" >a.yaml && git add a.yaml && commit side
    git checkout -q main && echo "third: $string" >a.yaml && git add a.yaml && commit main
    git -c user.name=a -c user.email=a@example.com merge -q side || true
    [ "$(git ls-files a.yaml | wc -l)" -gt 1 ]
    echo "password: $string" >a.yaml
    start verify --tracked
    assert_success
    assert_equal "$(files)" a.yaml
}

@test "the repository's own configuration starts no program" {
    loose a.yaml
    repository a.yaml
    printf '%s\n' '#!/bin/sh' 'touch "$(dirname "$0")/started"' >monitor
    chmod +x monitor
    git config core.fsmonitor "$PWD/monitor"
    start verify --tracked
    assert_success
    [ ! -e started ]
}

@test "where git fails or is not there" {
    loose d/a.yaml
    start verify --tracked d
    assert_error 3 'error: d: git does not tell which files it tracks: fatal: not a git repository (or any of the parent directories): .git' \
        'hint: --tracked takes folders of a Git work tree; -R takes any folder'
    mkdir nothing
    run --separate-stderr env PATH="$PWD/nothing" "$PROGRAM" verify --tracked d
    assert_error 6 'error: git: cannot be started: No such file or directory' \
        'hint: install git, or name the folder with -R in place of --tracked'
    git init -q .
    start verify --tracked d
    assert_error 3 'error: no file was found: folders are searched for *.yaml, *.yml and *.json' \
        'hint: Git tracks what was added: git add; -R looks at all files'
}

# A git that prints what it likes.
fake_git() {
    mkdir -p fake
    printf '%s\n' '#!/bin/bash' "$1" >fake/git
    chmod +x fake/git
    PATH=$PWD/fake:$PATH start verify --tracked .
}

@test "what git prints has its limits" {
    loose a.yaml
    fake_git "printf 'a.yaml\\0'; head -c $(((32 << 20) - 7)) /dev/zero"
    assert_success
    assert_equal "$(files)" a.yaml
    fake_git "printf 'a.yaml\\0'; head -c $(((32 << 20) - 6)) /dev/zero"
    assert_error 3 'error: .: the names of the files that Git tracks take more than 32 MiB, which is the limit'
    fake_git "head -c 1000000 /dev/zero >&2; printf 'a.yaml\\0'"
    assert_success
    fake_git 'printf "a.yaml\0"; kill -9 $$'
    assert_failure 3
    assert_told 'error: .: git does not tell which files it tracks'
    fake_git 'printf a.yaml'
    assert_success
    fake_git 'yes x.yaml | head -100000 | tr "\n" "\0" | awk "BEGIN { RS = \"\0\"; ORS = \"\0\" } { print NR \$0 }"; printf "a.yaml\0"'
    assert_error 3 'error: .: Git tracks more than 100000 such files, which is the limit'
}

@test "charts: templates pass, values do not" {
    mkdir -p chart/templates
    printf '%s\n' 'apiVersion: v2' 'name: chart' 'version: 0.1.0' >chart/Chart.yaml
    printf '%s\n' 'apiVersion: bitnami.com/v1alpha1' 'kind: SealedSecret' 'metadata:' '  name: {{ .Release.Name }}' 'spec:' '  encryptedData:' \
        '    {{- range $key, $value := .Values.sealed }}' '    {{ $key }}: {{ $value }}' '    {{- end }}' >chart/templates/sealed.yaml
    printf '%s\n' '{{- if .Values.external_secrets }}' 'external_secrets: {{ toYaml .Values.external_secrets | nindent 2 }}' '{{- end }}' \
        >chart/templates/values.yaml
    printf '%s\n' 'sealed:' "  password: $string" >chart/values.yaml
    start verify -R chart
    assert_success
    assert_equal "$(files)" chart/values.yaml
}

@test "memory stays flat, however large the tree" {
    local i k
    # 60 files with 50 strings and 4 MiB of comments each: 250 MiB, 3000 strings.
    mkdir big
    { for k in {1..50}; do echo "password$k: $string"; done
      head -c $((4 << 20)) /dev/zero | tr '\0' '#'
      echo; } >big/1.yaml
    for i in {2..60}; do ln big/1.yaml "big/$i.yaml"; done
    umask 077
    cp "$data/keys/far.pem" .
    run --separate-stderr bash -c '[ -n "${ASAN_OPTIONS-}" ] || ulimit -v 200000; exec external-secrets verify --sealing-key far.pem -n team-a --name credentials big'
    assert_success
    assert_equal "$(grep -c ^opens <<<"$output")" 3000
    assert_equal "$stderr" '3000 sealed strings in 60 files: 3000 open'
}

# The second file takes its time.
@test "long work shows how far it is, at a terminal, and takes it away again" {
    loose a.yaml c.yaml
    mkfifo slow
    (sleep 1.5; cat a.yaml) >slow 2>/dev/null &
    run script -qec 'TERM=xterm external-secrets verify a.yaml slow c.yaml >/dev/null' /dev/null </dev/null
    assert_success
    assert_line --partial 'of 3 files, 0 sealed strings'
    assert_line --regexp $'\r\x1b\\[K3 sealed strings in 3 files'
    (sleep 1.5; cat a.yaml) >slow 2>/dev/null &
    run script -qec 'TERM=xterm external-secrets verify --quiet a.yaml slow c.yaml >/dev/null' /dev/null </dev/null
    assert_success
    assert_output ''
}
