#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What the documents name is there, and what is there has a name in the documents.
#
# shellcheck disable=SC2016,SC2086 # backticks are Markdown's; $documents is a list of files

bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PROGRAM=${PROGRAM:-$root/build/kubectl-external_secrets}
    cd "$root" || return
    documents=$(ls -- *.md docs/*.md examples/*.md)
}

# The keys of blocks, without those at the root of values and those in place of a reference, which are told in words.
keys_in_code() {
    "$PROGRAM" schema -o markdown | awk -F'|' '/^##/ { table = /^## (In every|Gen)|^### / && !/`(namespace|team)`|reference/ } table { print $2 }' |
        grep -oE '`[^`]+`' | tr -d '`' | sort -u
}

# The keys that docs/values.md lists: first columns of the tables that are headed "key".
keys_in_document() {
    awk -F'|' '/^\| key/ { table = 1; next } !/^\|/ { table = 0 } table { print $2 }' docs/values.md | grep -oE '`[^`]+`' | tr -d '`' | sort -u
}

# nothing WHAT: stdin has no lines.
nothing() {
    local found
    found=$(cat)
    [ -z "$found" ] || {
        printf '%s:\n%s\n' "$1" "$found"
        return 1
    }
}

@test "reference: docs/reference.md is what the program prints" {
    "$PROGRAM" schema -o markdown | diff docs/reference.md -
}

@test "reference: docs/values.md lists every key of the dialects" {
    [ "$(keys_in_code | wc -l)" -ge 20 ]
    # The switches belong to every block and have a rule of their own.
    comm -23 <(keys_in_code) <(keys_in_document) | grep -vxE 'enabled?' |
        nothing 'keys that docs/values.md does not list'
    grep -q '`enable: false`, or `enabled: false`' docs/values.md
}

@test "reference: every key that docs/values.md lists is one of the dialects" {
    [ "$(keys_in_document | wc -l)" -ge 20 ]
    comm -13 <(keys_in_code) <(keys_in_document) | nothing 'keys that no dialect knows'
}

@test "reference: what docs/values.md says of identity is read" {
    local key
    for key in team.name teamname namespace.name appname environments team.team_name team.tenants tenants; do
        grep -qF "\`$key\`" docs/values.md
        grep -qF "\"$key\"" render/owner.c
    done
}

# Options of other programs stand in the documents as well.
@test "reference: the options that the documents name are the program's, or another program's" {
    local helm='post-renderer post-renderer-args set set-string output-dir debug short install create-namespace' kubectl='for all server-side dry-run=server cascade context kubeconfig dry-run=client overwrite selector'
    local kubeseal='raw help fetch-cert controller-namespace controller-name format secret-file sealed-secret-file allow-empty-data merge-into validate re-encrypt recovery-unseal recovery-private-key version'
    local others='exit-code repo-server-timeout-seconds root extract evaluate-templates enable-alpha-plugins enable-exec exec' # git, Argo CD, a test, sops, kustomize, kpt
    local installers='all archive build-arg check from ignore-missing keyring manifest platform repository strip-components tag verify'
    local foreign
    foreign="--($(tr ' ' '|' <<<"$helm $kubectl $kubeseal $installers $others"))"
    # tests/e2e/kubeseal.bats holds the paragraph on the flags that kubeseal has from elsewhere against kubeseal.
    cat -- $documents | sed '/^What kubectl takes/,/^$/d' | grep -oE -- '--[a-z][a-z-]*[a-z]' | sort -u | grep -vxE -- "$foreign" >"$BATS_TEST_TMPDIR/named"
    for subcommand in $("$PROGRAM" help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do "$PROGRAM" help $subcommand; done | grep -oE -- '--[a-z][a-z-]*[a-z]' | sort -u >"$BATS_TEST_TMPDIR/known"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/known")" -ge 20 ]
    [ "$(wc -l <"$BATS_TEST_TMPDIR/named")" -ge 10 ]
    comm -23 "$BATS_TEST_TMPDIR/named" "$BATS_TEST_TMPDIR/known" | nothing 'unknown options'
}

@test "reference: the variables that the documents name are options' twins, or in the help" {
    local variable option
    grep -ohE 'EXTERNAL_SECRETS_[A-Z_]+|ARGOCD_[A-Z_]+' $documents | sort -u >"$BATS_TEST_TMPDIR/variables"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/variables")" -ge 4 ]
    while read -r variable; do
        option=$(printf %s "${variable#EXTERNAL_SECRETS_}" | tr 'A-Z_' 'a-z-')
        { "$PROGRAM" help && "$PROGRAM" help render && "$PROGRAM" help seal; } | grep -qwE -- "--$option|$variable" || {
            echo "$variable is no variable of the program"
            return 1
        }
    done <"$BATS_TEST_TMPDIR/variables"
}

@test "reference: the exit codes are those of the program" {
    local document code
    for code in 0 1 2 3 4 5 6; do
        "$PROGRAM" help | sed -n '/^Exit status:/,/^$/p' | grep -q "^  $code "
        for document in README.md docs/errors.md; do
            grep -q "^| $code |" $document
        done
    done
    for document in README.md docs/errors.md; do
        [ "$(grep -c '^| [0-9]* |' $document)" -eq 7 ]
    done
    sed -nE 's/^    (ERR_[A-Z_]+) = ([1-9]),.*/\1 \2/p' base/err.h >"$BATS_TEST_TMPDIR/kinds"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/kinds")" -eq 6 ]
    while read -r kind code; do
        grep -q "^| $code | \`$kind\` |" docs/errors.md
    done <"$BATS_TEST_TMPDIR/kinds"
}

# packages_of COLUMN GROUP...: a column of scripts/deps.sh, one package a line.
packages_of() {
    sed -n '/^table()/,/^END$/p' scripts/deps.sh |
        awk -v column="$1" -v groups=" ${*:2} " 'index(groups, " " $1 " ") { print $column }' | tr ',' '\n' | sort -u
}

@test "reference: the packages that docs/install.md names are those that scripts/deps.sh installs" {
    local column=3 name line
    for name in Debian Fedora Alpine Homebrew; do
        line=$(sed -n "s/^| ${name}[^|]*| \`\([^|]*\)\` | .*|\$/\1/p" docs/install.md)
        [ -n "$line" ]
        diff <(tr ' ' '\n' <<<"$line" | sort) <(packages_of $column build mbedtls)
        diff <(sed -n "s/^| ${name}.*| \`\([^|]*\)\` |\$/\1/p" docs/install.md) <(packages_of $column openssl)
        column=$((column + 1))
    done
}

@test "reference: links lead somewhere" {
    local document target file anchor
    for document in $documents tests/*/README.md; do
        while IFS= read -r target; do
            file=${target%%#*} anchor=
            case $target in
            http*) continue ;;
            *'#'*) anchor=${target#*#} ;;
            esac
            file=$(dirname "$document")/$file
            [ -n "${target%%#*}" ] || file=$document
            [ -e "$file" ] || {
                echo "$document: $target is not there"
                return 1
            }
            [ -z "$anchor" ] || anchors "$file" | grep -qxF "$anchor" || {
                echo "$document: no heading in $file for #$anchor"
                return 1
            }
        done < <(grep -oE '\]\([^)]+\)' "$document" | sed 's/^](//; s/)$//')
    done
}

@test "reference: README.md leads to every page" {
    local page
    for page in docs/*.md examples/README.md CONTRIBUTING.md SECURITY.md; do
        grep -qF "]($page" README.md || {
            echo "README.md does not lead to $page"
            return 1
        }
    done
}

@test "reference: the messages that docs/errors.md leads on from are the program's" {
    local message
    sed -n '/^## From a message/,/^## For/s/^| \(`[^|]*`\) |.*/\1/p' docs/errors.md | grep -o '`[^`]*`' | tr -d '`' >"$BATS_TEST_TMPDIR/messages"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/messages")" -ge 20 ]
    while read -r message; do
        grep -qF -- "$message" ./*/*.c || {
            echo "no message says: $message"
            return 1
        }
    done <"$BATS_TEST_TMPDIR/messages"
}

# The headings that each host's page has, in this order; between them there may be more.
@test "reference: the pages of hosts have one shape" {
    local page
    for page in helm kubectl argocd kustomize pipes; do
        diff <(printf '## %s\n' Install 'Five minutes' 'How it works here' 'What can go wrong') \
            <(grep -xE '## (Install|Five minutes|How it works here|What can go wrong)' "docs/$page.md")
        [ "$(sed -n '/^## What can go wrong/,$p' "docs/$page.md" | grep -cE '^[Ee]rror: ')" -ge 2 ]
    done
}

# The anchors that the headings of a document get.
anchors() {
    grep -E '^#+ ' "$1" | sed -E 's/^#+ //' | tr '[:upper:]' '[:lower:]' | tr -cd '[:lower:][:digit:] _\n-' | tr ' ' '-'
}

@test "reference: the files and folders that the documents name are there" {
    local path folders='base|yaml|sealed|render|cmd|tests|docs|man|examples|scripts'
    grep -ohE "\`($folders)/[A-Za-z0-9_./-]*\`|($folders)/[a-z0-9_]+\.h\b" $documents | tr -d '`' | sort -u >"$BATS_TEST_TMPDIR/paths"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/paths")" -ge 30 ]
    while read -r path; do
        [ -e "$path" ] || {
            echo "$path is named, and is not there"
            return 1
        }
    done <"$BATS_TEST_TMPDIR/paths"
}

@test "reference: docs/architecture.md knows every folder of sources and every suite" {
    local folder
    for folder in $(printf '%s\n' */*.c */*.h | sed 's|/.*||' | sort -u) tests examples deploy scripts docs man; do
        grep -qE "^\|.* ?\`$folder/\`.*\|.*\|.*\|\$" docs/architecture.md || {
            echo "docs/architecture.md does not say what $folder/ is for"
            return 1
        }
    done
    for folder in tests/*/; do
        grep -qE "^\| .*\`${folder%/}\`" docs/architecture.md || {
            echo "docs/architecture.md does not say what $folder asks"
            return 1
        }
    done
}

# What stands in a box below its words is a header, with its folder or one of render/ or sealed/.
@test "reference: the drawing of docs/architecture.md names headers that are there" {
    local name
    grep -o 'class="file"[^>]*>[^<]*' docs/architecture.svg | sed 's/.*>//; s/, /\n/g' >"$BATS_TEST_TMPDIR/names"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/names")" -ge 15 ]
    while read -r name; do
        [ -e "$name" ] || [ -e "render/$name" ] || [ -e "sealed/$name" ] || {
            echo "$name is in the drawing, and not there"
            return 1
        }
    done <"$BATS_TEST_TMPDIR/names"
}

@test "reference: CONTRIBUTING.md names functions and tables that are there" {
    local name
    for name in $(grep -oE '`[a-z_]+(\(\)|\[\])`' CONTRIBUTING.md | tr -d '`()[]' | sort -u); do
        case $name in _free | noun_verb | declare) continue ;; esac
        grep -qE "\b$name\b" ./*/*.h render/*.c || {
            echo "$name is named, and is not there"
            return 1
        }
    done
}

@test "reference: every block of values in the documents is a file that a command uses" {
    run ! grep -nE '^```yaml *$' docs/*.md README.md
}
