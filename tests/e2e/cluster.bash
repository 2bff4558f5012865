# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# A real API server for the end-to-end tests that need one: etcd and kube-apiserver on loopback, at ports that are free, with a token for
# everything. No kubelet and no controller runs: nothing is started, collected or defaulted but what a test starts itself.
# Everything ends with the test file (cluster_stop), at the latest after ten minutes.

cluster_minutes=10

# free_port: one that nothing listens on.
free_port() {
    node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

# serve NAME COMMAND...: runs in the background until cluster_stop; what it says goes to $cluster/NAME.log.
serve() {
    local name=$1
    shift
    timeout --kill-after=5 "${cluster_minutes}m" "$@" >"$cluster/$name.log" 2>&1 3>&- &
    echo $! >"$cluster/$name.pid"
}

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
    local tries=$(($1 * 5))
    shift
    for ((; tries > 0; tries--)); do
        "$@" >/dev/null 2>&1 && return
        sleep 0.2
    done
    echo "waited in vain for: $*" >&2
    tail -n 5 "$cluster"/*.log >&2
    return 1
}

# cluster_start FOLDER: sets KUBECONFIG for a user who may do everything.
cluster_start() {
    cluster=$1
    local api_port etcd_port peer_port
    mkdir -p "$cluster"
    api_port=$(free_port)
    etcd_port=$(free_port)
    peer_port=$(free_port)
    (umask 077 && node -e '
        const { privateKey } = require("node:crypto").generateKeyPairSync("rsa", { modulusLength: 2048 });
        process.stdout.write(privateKey.export({ type: "pkcs1", format: "pem" }));' >"$cluster/accounts.key")
    echo 'admin-token,admin,admin,system:masters' >"$cluster/tokens.csv"
    serve etcd "$tools/etcd" --data-dir "$cluster/etcd" --unsafe-no-fsync \
        --listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port" \
        --listen-peer-urls "http://127.0.0.1:$peer_port" --initial-advertise-peer-urls "http://127.0.0.1:$peer_port" \
        --initial-cluster "default=http://127.0.0.1:$peer_port"
    serve kube-apiserver "$tools/kube-apiserver" --etcd-servers="http://127.0.0.1:$etcd_port" --cert-dir="$cluster/pki" \
        --bind-address=127.0.0.1 --advertise-address=127.0.0.1 --secure-port="$api_port" --endpoint-reconciler-type=none \
        --token-auth-file="$cluster/tokens.csv" --authorization-mode=RBAC --service-cluster-ip-range=10.0.0.0/24 \
        --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$cluster/accounts.key" \
        --service-account-signing-key-file="$cluster/accounts.key" --disable-admission-plugins=ServiceAccount --profiling=false
    export KUBECONFIG=$cluster/kubeconfig
    echo "$api_port" >"$cluster/port"
    cat >"$KUBECONFIG" <<END
apiVersion: v1
kind: Config
current-context: test
clusters: [{name: test, cluster: {server: "https://127.0.0.1:$api_port", certificate-authority: "$cluster/pki/apiserver.crt"}}]
users: [{name: admin, user: {token: admin-token}}]
contexts: [{name: test, context: {cluster: test, user: admin, namespace: default}}]
END
    wait_for 60 kubectl get --raw /readyz
}

# controller_start: the Sealed Secrets controller. It believes to be in a pod and reads its token where a pod has it: it gets a /run of its own.
controller_start() {
    local own_run=(unshare --mount) port metrics
    [ "$(id -u)" -eq 0 ] || own_run=(unshare --user --map-root-user --mount)
    port=$(free_port)
    metrics=$(free_port)
    kubectl apply --server-side --filename "$tools/crds-sealed-secrets.yaml"
    # shellcheck disable=SC2016 # the inner shell's
    CLUSTER=$cluster CONTROLLER=$tools/sealed-secrets-controller POD_NAMESPACE=kube-system \
        KUBERNETES_SERVICE_HOST=127.0.0.1 KUBERNETES_SERVICE_PORT=$(cat "$cluster/port") PORT=$port METRICS=$metrics \
        serve controller "${own_run[@]}" sh -euc '
            token=/run/secrets/kubernetes.io/serviceaccount
            mount -t tmpfs tmpfs /run
            mkdir -p $token
            cp "$CLUSTER/pki/apiserver.crt" $token/ca.crt
            printf admin-token >$token/token
            printf kube-system >$token/namespace
            exec "$CONTROLLER" --listen-addr="127.0.0.1:$PORT" --listen-metrics-addr="127.0.0.1:$METRICS"'
    wait_for 60 node -e 'fetch(process.argv[1]).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))' \
        "http://127.0.0.1:$port/healthz"
    controller_url=http://127.0.0.1:$port
}

# The certificate to seal for, as kubeseal --fetch-cert gets it.
controller_certificate() {
    node -e 'fetch(process.argv[1]).then((answer) => answer.text()).then((text) => process.stdout.write(text))' "$controller_url/v1/cert.pem"
}

# The backup of the keys, as the manual of Sealed Secrets makes it.
controller_keys() {
    (umask 077 && kubectl get secret --namespace kube-system --selector sealedsecrets.bitnami.com/sealed-secrets-key --output yaml)
}

cluster_stop() {
    local pid
    for pid in "$cluster"/*.pid; do
        [ -e "$pid" ] && kill "$(cat "$pid")" 2>/dev/null
    done
    wait
}
