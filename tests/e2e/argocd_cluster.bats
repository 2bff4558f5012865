#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# deploy/argocd against Argo CD's own definitions and its own Deployment of the repo-server, on a real API server.
#
# shellcheck disable=SC2154 # helpers.bash and cluster.bash set what is common to all

load helpers.bash
load cluster.bash

setup_file() {
    need etcd kube-apiserver kubectl node crds-argocd-application.yaml crds-argocd-applicationset.yaml crds-argocd-appproject.yaml \
        argocd-repo-server.yaml
    isolate
    cluster_start "$BATS_FILE_TMPDIR/cluster"
    local definition
    for definition in application applicationset appproject; do
        kubectl apply --server-side --filename "$tools/crds-argocd-$definition.yaml"
    done
    wait_for 30 kubectl wait --for=condition=Established --timeout=1s customresourcedefinitions --all
    kubectl create namespace argocd
    kubectl label namespace argocd pod-security.kubernetes.io/warn=restricted
    export cluster
}

teardown_file() {
    [ -z "${cluster:-}" ] || cluster_stop
}

setup() {
    isolate
    export KUBECONFIG=$cluster/kubeconfig
}

# As a stream that the API server takes, every field known to it; nothing is stored.
taken() { kubectl apply --server-side --dry-run=server --output json --filename "$1"; }

@test "Argo CD: the ApplicationSet is one to its own definition" {
    taken "$root/deploy/argocd/applicationset.yaml" >taken.json
    grep -q '"missingkey=error"' taken.json
    grep -q '"values-files"' taken.json
    # Whatever is no field of it would be told.
    sed 's/goTemplateOptions:/goTemplateOption:/' "$root/deploy/argocd/applicationset.yaml" >wrong.yaml
    run --separate-stderr taken wrong.yaml
    [ "$status" -ne 0 ]
    says '.spec.goTemplateOption: field not declared in schema'
}

@test "Argo CD: what the ApplicationSet makes for a tenant and a cluster is an Application" {
    kubectl create --dry-run=client --validate=false --filename "$root/deploy/argocd/applicationset.yaml" --output json | node -e '
        const { spec } = JSON.parse(require("node:fs").readFileSync(0));
        const given = { ".path.basename": "poseidon", ".path.path": "tenants/poseidon", ".name": "athens", ".server": "https://athens.example.com" };
        const text = JSON.stringify({ apiVersion: "argoproj.io/v1alpha1", kind: "Application", ...spec.template })
            .replace(/\{\{ (\S+) \}\}/g, (whole, name) => given[name] ?? whole);
        console.log(text);' >application.json
    run ! grep -F '{{' application.json
    sed -i 's/"metadata":{/&"namespace":"argocd",/' application.json
    taken application.json >taken.json
    grep -q '"project": "poseidon"' taken.json
    grep -q '"../../clusters/athens.yaml"' taken.json
    sed 's/"array":\[[^]]*\]/"array":"values.yaml"/' application.json >wrong.json
    run ! taken wrong.json
}

@test "Argo CD: the component goes into the repo-server's own Deployment, which the API server takes without a warning" {
    cp "$tools/argocd-repo-server.yaml" install.yaml
    cp -r "$root/deploy/argocd" component
    cat >kustomization.yaml <<'END'
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: argocd
resources: [install.yaml]
components: [component]
images: [{name: external-secrets-argocd, newName: registry.example.com/platform/external-secrets-argocd, newTag: "1.0"}]
END
    kubectl kustomize . >built.yaml
    run --separate-stderr taken built.yaml
    [ "$status" -eq 0 ]
    [ "$stderr" = "" ]
    cat >look.mjs <<'END'
import { readFileSync } from 'node:fs';
const { items } = JSON.parse(readFileSync(0));
const config = items.find(({ kind }) => kind === 'ConfigMap');
const { spec } = items.find(({ kind }) => kind === 'Deployment').spec.template;
const added = spec.containers.find(({ name }) => name === 'external-secrets');
const volumes = new Set(spec.volumes.map(({ name }) => name));
console.log(spec.containers.map(({ name }) => name).sort().join(' '));
console.log(added.image, added.securityContext.runAsUser, added.command.join(' '));
console.log('without a volume:', added.volumeMounts.filter(({ name }) => !volumes.has(name)).length);
console.log('copied by:', spec.initContainers.filter(({ volumeMounts }) => volumeMounts.some(({ name }) => name === 'var-files')).length);
console.log('settings:', spec.volumes.some(({ configMap }) => configMap?.name === config.metadata.name));
process.stderr.write(config.data['plugin.yaml']);
END
    node look.mjs <<<"$output" >got 2>plugin.yaml
    cat >wanted <<'END'
argocd-repo-server external-secrets
registry.example.com/platform/external-secrets-argocd:1.0 999 /var/run/argocd/argocd-cmp-server
without a volume: 0
copied by: 1
settings: true
END
    same wanted got
    same "$root/deploy/argocd/plugin.yaml" plugin.yaml
}
