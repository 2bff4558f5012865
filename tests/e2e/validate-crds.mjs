#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// Checks objects against the operator's CustomResourceDefinitions, more strictly than an API server does: an unknown field, which
// it would drop, and a default left to it, which Argo CD would show as a difference, are wrong as well.
//   validate-crds.mjs CRDS <objects
// CRDS and stdin: one JSON object a line, as objects.mjs writes them. Objects of other groups pass unlooked at. Prints a line for
// each object that was checked; exit 1 when one is wrong, 2 when none was there to check.
// TOOLS (default: build/tools) is where scripts/tools.sh put the node modules.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(`${resolve(process.env.TOOLS ?? 'build/tools')}/node_modules/`);
const { default: Ajv } = require('ajv');
const { default: addFormats } = require('ajv-formats');

const linesOf = (file) => readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));

// In strict mode a keyword or a format that is not known here stops the check, so nothing in a schema is passed over in silence.
const ajv = new Ajv({ strict: true, allErrors: true, useDefaults: true });
addFormats(ajv, ['byte', 'int32', 'int64', 'date-time']);
ajv.addVocabulary(['example', 'x-kubernetes-preserve-unknown-fields']);
// How lists and maps are merged is of no matter here, unless it makes a key of their elements.
ajv.addKeyword({ keyword: 'x-kubernetes-list-type', metaSchema: { const: 'atomic' } });
ajv.addKeyword({ keyword: 'x-kubernetes-map-type', metaSchema: { const: 'atomic' } });
ajv.addKeyword({ keyword: 'x-kubernetes-validations', schemaType: 'array', compile: ruleChecker });

// Rules are in the Common Expression Language; those that only ask which fields are there need no more than JavaScript.
function ruleChecker(rules) {
  const asks = /\bhas\(self\.(\w+)\)/g;
  for (const { rule } of rules) {
    if (!/^(true|[()!&|\s])*$/.test(rule.replace(asks, 'true'))) throw new Error(`a rule that is not understood: ${rule}`);
  }
  return function check(data) {
    const broken = rules.filter(({ rule }) => !Function(`return ${rule.replace(asks, (_, field) => field in data)}`)());
    check.errors = broken.map(({ message }) => ({ keyword: 'x-kubernetes-validations', message, params: {} }));
    return broken.length === 0;
  };
}

const mapped = (object, change) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

// The schema with every object closed that does not say it is open.
function closed(schema) {
  const { properties, items, additionalProperties } = schema;
  const result = { ...schema };
  if (properties) result.properties = mapped(properties, closed);
  if (items) result.items = closed(items);
  if (typeof additionalProperties === 'object') result.additionalProperties = closed(additionalProperties);
  else if (schema.type === 'object' && !schema['x-kubernetes-preserve-unknown-fields']) result.additionalProperties = false;
  return result;
}

// A definition says no more of metadata than that it is an object.
function metadataSchema(scope) {
  const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
  const word = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
  const keys = { type: 'string', pattern: `^([-a-z0-9.]{1,253}/)?${word}$` };
  const namespace = { type: 'string', pattern: `^${label}$`, maxLength: 63 };
  return {
    type: 'object',
    required: scope === 'Namespaced' ? ['name', 'namespace'] : ['name'],
    additionalProperties: false,
    properties: {
      name: { type: 'string', pattern: `^${label}(\\.${label})*$`, maxLength: 253 },
      ...(scope === 'Namespaced' ? { namespace } : {}),
      labels: { type: 'object', propertyNames: keys, additionalProperties: { type: 'string', pattern: `^(${word})?$` } },
      annotations: { type: 'object', propertyNames: keys, additionalProperties: { type: 'string' } },
    },
  };
}

function validatorOf(definition, version) {
  const schema = closed(version.schema.openAPIV3Schema);
  schema.properties.metadata = metadataSchema(definition.spec.scope);
  return ajv.compile({ ...schema, required: ['metadata', 'spec'] });
}

const definitions = linesOf(process.argv[2]).filter(({ kind }) => kind === 'CustomResourceDefinition');
const groups = new Set(definitions.map(({ spec }) => spec.group));
const validators = new Map();

// The validator of what is served by this name, undefined when nothing is.
function validatorFor(apiVersion, kind) {
  const name = `${apiVersion} ${kind}`;
  if (!validators.has(name)) {
    const [group, wanted] = apiVersion.split('/');
    const definition = definitions.find(({ spec }) => spec.group === group && spec.names.kind === kind);
    const version = definition?.spec.versions.find((candidate) => candidate.name === wanted && candidate.served);
    validators.set(name, version && validatorOf(definition, version));
  }
  return validators.get(name);
}

// Where the second has more fields than the first.
function added(before, after, path) {
  if (after === null || typeof after !== 'object') return [];
  return Object.keys(after).flatMap((key) => {
    const place = `${path}/${key}`;
    return key in before ? added(before[key], after[key], place) : [place];
  });
}

function complaintsAbout(object) {
  const validate = validatorFor(object.apiVersion, object.kind);
  if (!validate) return [`${object.apiVersion} is not served`];
  const filledIn = structuredClone(object);
  validate(filledIn);
  const wrong = (validate.errors ?? []).map(({ instancePath, message, params }) =>
    'additionalProperty' in params ? `unknown field ${instancePath}/${params.additionalProperty}` : `${instancePath} ${message}`);
  return [...wrong, ...added(object, filledIn, '').map((path) => `left to a default: ${path}`)];
}

let count = 0;
let bad = 0;
for (const object of linesOf(0)) {
  if (!groups.has(object.apiVersion?.split('/')[0])) continue;
  const name = `${object.kind} ${object.metadata?.namespace ?? '(cluster)'}/${object.metadata?.name}`;
  const complaints = complaintsAbout(object);
  console.log(complaints.length === 0 ? `ok ${name}` : `BAD ${name}: ${complaints.join('; ')}`);
  count += 1;
  if (complaints.length > 0) bad += 1;
}
if (count === 0) console.log(`nothing of ${[...groups].join(', ') || 'any definition'} to check`);
process.exitCode = count === 0 ? 2 : bad > 0 ? 1 : 0;
