# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# A real API server for the end-to-end tests that need one: etcd and kube-apiserver on loopback, at ports that are free, with a token for
# everything. No kubelet and no controller runs: nothing is started, collected or defaulted but what a test starts itself
# (controller_start, operator_start). Everything ends with the test file (cluster_stop), at the latest after ten minutes.

cluster_minutes=10

# free_port: one that nothing listens on.
free_port() {
    node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

# serve NAME COMMAND...: runs in the background until cluster_stop; what it says goes to $cluster/NAME.log.
serve() {
    local name=$1
    shift
    timeout --kill-after=1 "${cluster_minutes}m" "$@" >"$cluster/$name.log" 2>&1 3>&- &
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

# answers URL: with a status that says that all is well.
answers() {
    node -e 'fetch(process.argv[1]).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))' "$1"
}

# cluster_start FOLDER: sets KUBECONFIG for a user who may do everything. $cluster/audit.log has every request that asked for a change.
cluster_start() {
    cluster=$1
    local api_port etcd_port peer_port
    mkdir -p "$cluster"
    cat >"$cluster/audit.yaml" <<'END'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- {level: Metadata, verbs: [create, update, patch, delete, deletecollection]}
END
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
        --service-account-signing-key-file="$cluster/accounts.key" --disable-admission-plugins=ServiceAccount --profiling=false \
        --audit-policy-file="$cluster/audit.yaml" --audit-log-path="$cluster/audit.log"
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
    wait_for 60 answers "http://127.0.0.1:$port/healthz"
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

# server_certificate FOLDER NAME...: tls.key, tls.crt, which vouches for itself, and ca.crt, which is the same.
server_certificate() {
    local folder=$1 names
    shift
    names=$(printf ',DNS:%s' "$@")
    mkdir -p "$folder"
    # The operator's webhook stops where its certificate will not be valid for three months more.
    (umask 077 && openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=$1" -addext "subjectAltName=${names#,}" \
        -keyout "$folder/tls.key" -out "$folder/tls.crt" 2>/dev/null)
    cp "$folder/tls.crt" "$folder/ca.crt"
}

# operator_start: the External Secrets Operator, with its webhook. All the world outside of this machine is azure.mjs to it, with the
# accounts in $cluster/accounts.
operator_start() {
    local webhook azure live health
    webhook=$(free_port)
    azure=$(free_port)
    live=$(free_port)
    health=$(free_port)
    kubectl apply --server-side --filename "$tools/crds-0.20.4.yaml"
    server_certificate "$cluster/webhook" localhost
    server_certificate "$cluster/azure" login.microsoftonline.com '*.vault.azure.net'
    (umask 077 && : >"$cluster/accounts")
    serve azure "$root/tests/e2e/azure.mjs" "$azure" "$cluster/azure/tls.key" "$cluster/azure/tls.crt" "$cluster/accounts"
    serve operator-webhook "$tools/external-secrets-operator" webhook --port="$webhook" --dns-name=localhost \
        --cert-dir="$cluster/webhook" --metrics-addr=0 --healthz-addr="127.0.0.1:$health"
    HTTPS_PROXY=http://127.0.0.1:$azure NO_PROXY=127.0.0.1,localhost SSL_CERT_FILE=$cluster/azure/ca.crt \
        serve operator "$tools/external-secrets-operator" --metrics-addr=0 --live-addr="127.0.0.1:$live" --concurrent=4
    wait_for 60 answers "http://127.0.0.1:$health/readyz"
    operator_webhook "$webhook" externalsecret externalsecrets secretstore secretstores clustersecretstore clustersecretstores |
        kubectl apply --filename -
    wait_for 30 operator_refuses
    wait_for 60 answers "http://127.0.0.1:$live/healthz"
}

# operator_webhook PORT KIND RESOURCE...: has the API server ask it, as the operator's chart does.
operator_webhook() {
    local port=$1 authority
    authority=$(base64 -w 0 <"$cluster/webhook/ca.crt")
    shift
    printf 'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: external-secrets}\nwebhooks:\n'
    for (( ; $# > 0; )); do
        cat <<END
- name: validate.$1.external-secrets.io
  rules: [{apiGroups: [external-secrets.io], apiVersions: [v1], operations: [CREATE, UPDATE, DELETE], resources: [$2]}]
  clientConfig: {url: "https://localhost:$port/validate-external-secrets-io-v1-$1", caBundle: "$authority"}
  admissionReviewVersions: [v1]
  sideEffects: None
  timeoutSeconds: 5
END
        shift 2
    done
}

# Whether the webhook is asked by now: it refuses what the definitions allow.
operator_refuses() {
    kubectl create --dry-run=server --filename - 2>&1 <<'END' | grep -q 'validate.externalsecret.external-secrets.io'
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: refused, namespace: default}
spec: {secretStoreRef: {name: none}, target: {creationPolicy: Merge, deletionPolicy: Delete}, data: [{secretKey: a, remoteRef: {key: a}}]}
END
}

# namespace_end NAMESPACE...: nothing ends a namespace here that was deleted, and what the operator and the controller wrote there is no
# release's: all of it goes, so that the next test can have the namespace anew.
namespace_end() {
    local namespace
    for namespace in "$@"; do
        kubectl --namespace "$namespace" delete --all --timeout=20s \
            externalsecrets,secretstores,sealedsecrets,secrets,configmaps,deployments,networkpolicies,rolebindings
        kubectl delete namespace "$namespace" --wait=false --ignore-not-found
        printf '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"},"spec":{"finalizers":[]}}' "$namespace" |
            kubectl replace --raw "/api/v1/namespaces/$namespace/finalize" --filename -
    done
}

cluster_stop() {
    local pid
    for pid in "$cluster"/*.pid; do
        [ -e "$pid" ] && kill "$(cat "$pid")" 2>/dev/null
    done
    wait
}
