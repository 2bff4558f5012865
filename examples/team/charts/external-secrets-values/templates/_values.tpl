{{- /* SPDX-License-Identifier: Apache-2.0 */ -}}
{{- /*
external-secrets.values prints, of a chart's values, the keys that the post-renderer knows, and nothing else: no other value reaches the
stream. A chart's author adds one template with one line:

    {{ include "external-secrets.values" . }}

The document is no Kubernetes object. The post-renderer takes it out again, so such a chart is rendered with the post-renderer always.
Without external_secrets and secret_management nothing is printed.
*/ -}}
{{- define "external-secrets.values" -}}
{{- if or .Values.external_secrets .Values.secret_management -}}
{{- pick .Values "namespace" "environments" "team" "teamname" "appname" "tenants" "external_secrets" "secret_management" | toYaml -}}
{{- end -}}
{{- end -}}
