# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# For the end-to-end tests: the real programs that scripts/tools.sh brings, without anything of the user's around them.

bats_require_minimum_version 1.5.0

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
examples=$root/examples
tools=${TOOLS:-${BUILD:-$root/build}/tools}
PROGRAM=${PROGRAM:-$root/build/kubectl-external_secrets}
certificate=$examples/sealing-key/certificate.pem
filename_annotation=postrenderer.helm.sh/postrender-filename

# need TOOL...: where one is missing the tests are skipped, or fail with CI=true.
need() {
    local tool
    for tool in "$@"; do
        case $tool in
        node) command -v node >/dev/null && continue ;;
        *.yaml | *.js | *.json) [ -r "$tools/$tool" ] && continue ;;
        *) [ -x "$tools/$tool" ] && continue ;;
        esac
        if [ "${CI:-}" = true ]; then
            echo "$tool is not in $tools: run \`make tools' first" >&2
            return 1
        fi
        skip "$tool is not there: \`make tools' brings it"
    done
}

# An empty home, no cluster, no setting of the user's; the throw-away key where nobody else can read it.
isolate() {
    local name
    for name in ${!EXTERNAL_SECRETS_@} ${!HELM_@} ${!SEALED_SECRETS_@} ${!ARGOCD_@}; do
        unset "$name"
    done
    export HOME=$BATS_TEST_TMPDIR/home KUBECONFIG=$BATS_TEST_TMPDIR/no-kubeconfig
    export HELM_CACHE_HOME=$HOME/cache HELM_CONFIG_HOME=$HOME/config HELM_DATA_HOME=$HOME/data
    mkdir -p "$HOME"
    sealing_key=$BATS_TEST_TMPDIR/sealing-key.yaml
    (umask 077 && cat "$examples/sealing-key/key.yaml" >"$sealing_key")
    cd "$BATS_TEST_TMPDIR" || return
}

helm3() { "$tools/helm3" "$@"; }
helm4() { "$tools/helm4" "$@"; }
kubectl() { "$tools/kubectl" "$@"; }

# The example charts, each with each generation of values: CHART VALUES
example_releases() {
    cat <<'END'
tenant generation-1
tenant generation-2-tenant
tenant generation-3-tenant
tenant generation-n
team generation-2-team
team generation-3-team
END
}

# render_chart HELM CHART VALUES [ARGUMENT]...
render_chart() {
    local helm=$1 chart=$2 values=$3
    shift 3
    "$helm" template example "$examples/$chart" --values "$examples/values/$values.yaml" "$@"
}

# A stream on stdin as JSON, one object behind the other, as Kubernetes' own reader understands it; Helm 4's file names are taken out.
as_json() { kubectl annotate --local --dry-run=client --filename - --output json "$filename_annotation-"; }
# A stream on stdin, one object a line, in an order of its own.
objects() { as_json | "$root/tests/e2e/objects.mjs"; }
# The Secrets of a stream on stdin: NAMESPACE/NAME KEY BASE64
credentials() { as_json | "$root/tests/e2e/objects.mjs" credentials; }

# seal SCOPE NAMESPACE NAME <plaintext
seal() {
    "$tools/kubeseal" --raw --cert "$certificate" --scope "$1" --namespace "$2" --name "$3"
}

# A private key that has sealed nothing.
other_key() {
    (umask 077 && node -e '
        const { privateKey } = require("node:crypto").generateKeyPairSync("rsa", { modulusLength: 4096 });
        process.stdout.write(privateKey.export({ type: "pkcs1", format: "pem" }));' >"$1")
}

# same EXPECTED ACTUAL: two files.
same() {
    diff -u "$1" "$2" | head -40
    cmp -s "$1" "$2"
}

# says STRING: it is in the message of the last `run --separate-stderr`.
says() {
    # shellcheck disable=SC2154 # bats sets it
    case $stderr in
    *"$1"*) ;;
    *)
        printf 'stderr lacks: %s\nit is:\n%s\n' "$1" "$stderr" >&2
        return 1
        ;;
    esac
}

# sealing_pair PATH BEGIN: PATH.pem and PATH.crt, as the controller makes a pair, valid from BEGIN (YYYYMMDDHHMMSSZ) on for ten years.
sealing_pair() {
    (umask 077 && openssl genrsa -traditional -out "$1.pem" 4096 2>/dev/null)
    openssl req -new -key "$1.pem" -subj / -out "$1.csr"
    : >"$1.index"
    printf '%s\n' '[ca]' 'default_ca=here' '[here]' "database=$1.index" "new_certs_dir=${1%/*}" "serial=$1.serial" 'policy=any' \
        'default_md=sha256' 'rand_serial=yes' '[any]' 'commonName=optional' >"$1.cnf"
    openssl ca -batch -config "$1.cnf" -selfsign -keyfile "$1.pem" -in "$1.csr" -out "$1.crt" -startdate "$2" \
        -enddate "$((${2%??????????Z} + 10))${2#????}" -notext 2>/dev/null
    rm -f "$1".{csr,cnf,index,index.attr,index.old,serial} "${1%/*}"/*.new "${1%/*}"/[0-9A-F]*.pem
}
