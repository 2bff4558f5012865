#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Prints a stream of manifests with nothing in it for the filter to do, as a large chart gives it:
#   tests/bench/make-stream.pl [DOCUMENTS]      default: 1000
# Deployments (30 of 100), Services (25), ConfigMaps (25) and ExternalSecrets (20), about 970 bytes each, with comments, all kinds of
# quoting, flow maps, block and folded scalars, and an anchor that nothing refers to in each Deployment. The same number gives the same
# bytes.
use strict;
use warnings;

my $documents = shift // 1000;
$documents =~ /\A\d+\z/ or die "usage: make-stream.pl [DOCUMENTS]\n";

my @words = qw(amber basil cedar delta ember fjord grove heron indigo juniper krill lupin maple nectar otter poplar quartz reed sorrel teal);

# Words that differ from document to document, $count of them.
sub words {
    my ($seed, $count) = @_;
    return join ' ', map { $words[($seed * 7 + $_ * $_ * 3 + $_) % @words] } 1 .. $count;
}

sub deployment {
    my ($n, $team) = @_;
    my $replicas = 1 + $n % 5;
    return <<"END";
---
# Source: shop/charts/$team/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-$n
  namespace: $team
  labels: &labels$n {app.kubernetes.io/name: web-$n, app.kubernetes.io/part-of: "shop"}
  annotations:
    checksum/config: '@{[sprintf '%032x', $n * 2654435761]}'   # rolls the pods when the configuration changes
spec:
  replicas: $replicas
  selector:
    matchLabels:
      app.kubernetes.io/name: web-$n
  template:
    metadata:
      labels:
        app.kubernetes.io/name: web-$n
    spec:
      containers:
        # @{[words($n, 2 + $n % 6)]}
        - name: web
          image: "registry.example.com/$team/web:1.$replicas.$n"
          args: ["--port=8080", '--log', info]
          env:
            - {name: REGION, value: "eu-$replicas"}
            - name: FEATURES
              value: >-
                @{[words($n, 5)]}
                @{[words($n + 1, 5 + $n % 4)]}
          resources:
            limits: {cpu: "0.5", memory: 256Mi}
          readinessProbe: {httpGet: {path: /healthz, port: http}, periodSeconds: 5}
END
}

sub service {
    my ($n, $team) = @_;
    my $ports = join '', map { "    - {name: extra-$_, port: @{[9000 + $_]}, protocol: TCP}   # @{[words($n + $_, 4)]}\n" } 1 .. 2 + $n % 4;
    return <<"END";
---
# Source: shop/charts/$team/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web-$n
  namespace: "$team"
  annotations:
    prometheus.io/scrape: "true"
    prometheus.io/port: '8080'
    description: "@{[words($n, 8)]}"
  labels:
    app.kubernetes.io/name: web-$n
    app.kubernetes.io/part-of: shop
    # @{[words($n + 3, 5)]}
spec:
  type: ClusterIP
  ipFamilyPolicy: PreferDualStack
  selector: {app.kubernetes.io/name: web-$n}
  ports:
    - name: http
      port: 80
      targetPort: 8080   # what the container listens on
$ports  sessionAffinity: None
  internalTrafficPolicy: Cluster
  publishNotReadyAddresses: false
END
}

sub config_map {
    my ($n, $team) = @_;
    my $hosts = join '', map { "        allow 10.$_.@{[$n % 256]}.0/24;   # @{[words($n + $_, 2)]}\n" } 0 .. 1 + $n % 4;
    return <<"END";
---
# Source: shop/charts/$team/templates/configmap.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: web-$n
  namespace: $team
  labels: {app.kubernetes.io/name: web-$n}
data:
  # numbers are strings here
  timeout: "30"
  'retries': '5'
  greeting: "say \\"@{[words($n, 2)]}\\" and wait"
  server.conf: |
    server {
      listen 8080;
      server_name web-$n.example.com;

      location / {
$hosts        deny all;
        proxy_pass http://web-$n.$team.svc:80/;
      }
    }
  motd: >
    @{[words($n, 6)]}
    @{[words($n + 5, 4)]}

    @{[words($n + 9, 4)]}
  limits.json: |-
    {"connections": @{[100 + $n % 900]}, "burst": true, "names": ["@{[words($n, 1)]}", "b"]}
  start.sh: |+
    #!/bin/sh
    exec web --name "web-$n" --port 8080 -- "\$@"

END
}

sub external_secret {
    my ($n, $team) = @_;
    my $data = join '', map { <<"END" } 1 .. 2 + $n % 2;
    - secretKey: KEY_$_
      remoteRef:
        key: web-$n-$_
        conversionStrategy: Default
        decodingStrategy: None   # @{[words($n + $_, 2)]}
        metadataPolicy: None
END
    return <<"END";
---
# Source: shop/charts/$team/templates/externalsecret.yaml
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: web-$n
  namespace: $team
  labels:
    app.kubernetes.io/name: "web-$n"
spec:
  refreshInterval: 1h0m0s   # @{[words($n, 3)]}
  secretStoreRef: {kind: ClusterSecretStore, name: $team-vault}
  target:
    name: 'web-$n'
    creationPolicy: Owner
    deletionPolicy: Retain
    template:
      engineVersion: v2
      mergePolicy: Replace
      data:
        config: "{{ .KEY_1 }}"
  data:
$data
END
}

# 6 + 5 + 5 + 4 of twenty, mixed.
my @kinds = map { (\&deployment, \&service, \&config_map, \&external_secret)[$_] } qw(0 1 2 3 0 1 2 0 3 1 0 2 1 0 3 2 1 0 2 3);
my @teams = qw(cart catalogue checkout payment search stock);
print $kinds[$_ % @kinds]->($_, $teams[$_ % @teams]) for 0 .. $documents - 1;
