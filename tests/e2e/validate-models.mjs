#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// Checks stores and SealedSecrets against the schemas of their operators, as @kubernetes-models has them.
//   validate-models.mjs <objects.json
// stdin: one object, a list of them, a List, or one object a line. Objects of other groups pass unlooked at. Prints a line for each object
// that was checked; exit 1 when one does not fit the schema, 2 when none was there to check.
// TOOLS (default: build/tools) is where scripts/tools.sh put the schemas.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const tools = resolve(process.env.TOOLS ?? 'build/tools');
const models = `${tools}/node_modules/@kubernetes-models`;
const schemasOf = async (path) => import(pathToFileURL(`${models}/${path}/index.js`).href);
const checked = {
  'external-secrets.io/v1': {
    kinds: ['SecretStore', 'ClusterSecretStore', 'ExternalSecret'],
    schemas: await schemasOf('external-secrets/external-secrets.io/v1'),
  },
  'bitnami.com/v1alpha1': { kinds: ['SealedSecret'], schemas: await schemasOf('sealed-secrets/bitnami.com/v1alpha1') },
};

function objectsOf(text) {
  try {
    const whole = JSON.parse(text);
    if (Array.isArray(whole)) return whole;
    return Array.isArray(whole.items) ? whole.items : [whole];
  } catch {
    return text.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line));
  }
}

// The package's validators let unknown fields pass, which an API server would drop or refuse. They read every field that they know, so
// a field that is there and was never asked for is unknown; an object that nothing at all was asked of may hold anything.
function watched(value, path, seen) {
  if (value === null || typeof value !== 'object') return value;
  const children = new Map();
  const record = { path, value, asked: new Set() };
  seen.push(record);
  return new Proxy(value, {
    get(target, key) {
      record.asked.add(key);
      if (!children.has(key)) children.set(key, watched(target[key], `${path}/${String(key)}`, seen));
      return children.get(key);
    },
    ownKeys(target) {
      Object.keys(target).forEach((key) => record.asked.add(key));
      return Reflect.ownKeys(target);
    },
  });
}

function complaintAbout(object) {
  const seen = [];
  try {
    checked[object.apiVersion].schemas[object.kind].prototype.validate.call(watched(object, '', seen));
  } catch (error) {
    return error.message;
  }
  const unknown = seen
    .filter(({ value, asked }) => asked.size > 0 && !Array.isArray(value))
    .flatMap(({ path, value, asked }) => Object.keys(value).filter((key) => !asked.has(key)).map((key) => `${path}/${key}`));
  return unknown.length > 0 ? `unknown field ${unknown.join(', ')}` : null;
}

let count = 0;
let bad = 0;
for (const object of objectsOf(readFileSync(0, 'utf8'))) {
  if (!checked[object?.apiVersion]?.kinds.includes(object.kind)) continue;
  const name = `${object.kind} ${object.metadata?.namespace ?? '(cluster)'}/${object.metadata?.name}`;
  const complaint = complaintAbout(object);
  console.log(complaint === null ? `ok ${name}` : `BAD ${name}: ${complaint}`);
  count += 1;
  if (complaint !== null) bad += 1;
}
if (count === 0) console.log('nothing to check');
process.exitCode = count === 0 ? 2 : bad > 0 ? 1 : 0;
