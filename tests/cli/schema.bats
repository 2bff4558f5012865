#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The schema of values and their reference. What they say of values is held against the filter by tests/e2e/values_schema.bats, and
# by an editor in tests/e2e/schema_editor.bats.

# shellcheck disable=SC2016 # what stands in single quotes is Perl, or Markdown

load common

# asked PERL: what an expression gives of the schema on stdin, which is $s.
asked() {
    perl -MJSON::PP -0777 -e 'my $s = decode_json(<STDIN>); print eval shift or die $@' "$1"
}

@test "schema: JSON of draft 7 without a host in it, the same each time" {
    start schema
    assert_success
    assert_equal "$stderr" ''
    printf '%s\n' "$output" >first
    run asked 'join " ", @$s{q($schema), q($id)}, sort keys %{$s->{properties}}' <first
    assert_output 'http://json-schema.org/draft-07/schema# urn:external-secrets:values appname environments external_secrets namespace secret_management team teamname tenants'
    external-secrets schema -o json | cmp - first
    run ! grep -oE 'https?://[a-z.]*' <(grep -vE 'json-schema.org|https://\[|https://<' first)
    [ "$(wc -c <first)" -lt 32768 ]
}

@test "schema: every reference leads to a definition, and every definition is of use" {
    external-secrets schema >schema.json
    grep -oE '"\$ref":.*' schema.json | sed -E 's/.*"(#[^"]*)".*/\1/' | sort -u >referred
    run asked 'join "\n", "#", sort map { "#/definitions/$_" } keys %{$s->{definitions}}' <schema.json
    sort <<<"$output" | diff - referred
}

@test "schema: a block takes the keys of its place and no others" {
    external-secrets schema >schema.json
    run asked 'join " ", sort keys %{$s->{properties}{external_secrets}{properties}}' <schema.json
    assert_output 'auth_type azure_tenant_id enable enabled identity_id keyvault_credentials keyvault_url service_account stores'
    run asked 'join " ", sort keys %{$s->{properties}{secret_management}{properties}{external_secrets}{properties}}' <schema.json
    assert_output 'cluster_secret_store cluster_secret_stores enable enabled secret_stores stores team_secretstore team_secretstores tenant_id tenant_secretstores'
    run asked 'my $d = $s->{definitions}; join " ", map { "$_=" . ($d->{$_}{additionalProperties} ? "open" : "closed") } sort grep { /-(entry|keys)$/ } keys %$d' <schema.json
    assert_output 'cluster_secret_stores-entry=closed conditions-entry=closed keyvault_credentials-keys=closed provider-keys=closed secret_stores-entry=closed stores-entry=closed tenant_secretstores-entry=closed'
}

@test "schema: of a credential no more is said than its length, with --allow-plain nothing" {
    local secret='my $p = $s->{definitions}{client_secret}; join " ", map { ref $p->{$_} eq "HASH" ? "$_=" . join ",", %{$p->{$_}} : $_ } sort keys %$p'
    external-secrets schema >schema.json
    run asked "$secret" <schema.json
    assert_output 'description else=minLength,300 if=pattern,^\s*$|[{][{] type'
    external-secrets schema --allow-plain >plain.json
    run asked "$secret" <plain.json
    assert_output 'description type'
}

@test "schema: where another store brings the secret, its name stands in place of a sealed string" {
    external-secrets schema >schema.json
    run asked 'my $e = $s->{definitions}{"secret_stores-entry"}; join " ", exists $e->{properties}{client_secret}{else} ? 1 : 0, $e->{if}{required}[0], %{$e->{else}{properties}{client_secret}}' <schema.json
    assert_output '0 cluster_secret_store_ref $ref #/definitions/client_secret'
}

@test "schema: -o markdown has a table for every mapping" {
    start schema -o markdown
    assert_success
    assert_line '# Values: every key'
    assert_line '## Generation N'
    assert_line '### An entry of `tenant_secretstores`, `team_secretstores`, `team_secretstore`'
    # shellcheck disable=SC2016 # Markdown's
    assert_line '| `kind` | `SecretStore`, `ClusterSecretStore` | | the store'"'"'s kind; absent: SecretStore |'
    assert_equal "$(grep -c '^### An entry of `conditions`' <<<"$output")" 1
}

@test "schema: other formats, words and options are refused" {
    start schema -o text
    assert_error 2 'error: --output: not one of json, markdown'
    start schema values.yaml
    assert_error 2 'error: schema: unexpected word "values.yaml"' 'hint: usage: external-secrets schema [-o json|markdown] [--allow-plain]'
    start schema --emit secret
    assert_error 2 'error: schema has no option --emit'
}

@test "schema: nothing is read: neither stdin nor a damaged environment of other subcommands" {
    EXTERNAL_SECRETS_EMIT=nonsense start schema </dev/zero
    assert_success
    start schema <&-
    assert_success
}

@test "schema: an output that is full, or closed, is an error" {
    [ -w /dev/full ] || skip 'no /dev/full'
    run --separate-stderr bash -c 'external-secrets schema >/dev/full'
    assert_failure 6
    [[ $stderr == *'error: stdout: '* ]]
    run --separate-stderr bash -c 'external-secrets schema -o markdown >&-'
    assert_failure 6
}
