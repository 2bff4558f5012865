#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// Holds the schema of values against the filter's own verdicts: the golden cases say what it takes, what it refuses, and why.
//   validate-values.mjs PROGRAM CASES...
// CASES are folders like tests/cases. What the filter takes the schema has to take, and what it refuses the schema has to refuse;
// what differs is in the lists below, which docs/values.md has in words ("In editors and charts"). Prints what differs otherwise,
// entries of the lists that are of no use, and how many cases were held; exit 1 where there is anything but the latter.
// TOOLS (default: build/tools) is where scripts/tools.sh put the node modules.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const require = createRequire(`${resolve(process.env.TOOLS ?? 'build/tools')}/node_modules/`);
const { default: Ajv } = require('ajv');
const { parseAllDocuments } = require('yaml');

// What the filter says where it refuses what no schema can.
const BEYOND_A_SCHEMA = [
  // somebody else's
  / is no environment and no namespace of /, / is not one that the host named$/, / is not allowed here /, / is tenant \S+'s as well /,
  /: no namespace of tenant /, /belongs to no owner that the host named$/, /: the values do not say whose they are$/,
  /a (team|tenant)'s list in a (team|tenant)'s file$/, /a team's and a tenant's at once$/, /does not declare$/,
  /no credentials for environment /, / would have \d+ characters, 63 are allowed$/, /a tenant's condition holds /,
  /an empty list would open the store to every namespace$/,
  // twice
  /the key stands twice in one mapping$/, /environment \S+ stands twice$/, / is declared (here and, with other content, at|as well, at) /,
  /which the stream already holds with other content, at /, /its ExternalSecret writes Secret /, /the second sealed string for key /,
  // within a credential
  /: the sealed string (opens, but|is|has|holds|goes) /, /: the sealed credential is empty$/, /\.sealed: is empty$/,
  /: a credential in plain text /, /: neither a sealed string nor a GUID$/,
  // what goes together
  /auth_type: stands beside credentials$/, /neither credentials nor auth_type$/, /stands alone: client_(id|secret) is missing or empty$/,
  /goes with (Workload|Managed)Identity; /, /needs auth_type: /, /stands beside (keyvault_url|auth_type), which /,
  /keyvault_url is missing: /, /: the tenant ID is missing$/, /with cluster_secret_store_ref the client ID must be a plain GUID$/,
  /where the name of a secret in the ClusterSecretStore is expected$/, /: a SecretStore serves its own namespace only$/,
  /its field gives no legal key of a Secret: /, /is not the (namespace of the store's credentials|SecretStore's own namespace) /,
  // YAML itself, what is not about values, and limits
  /: a second document begins here, one was expected$/, /: (more than \d+|nested deeper than \d+|larger than \d+) /, /a YAML tag, which /,
  /a key that is no scalar$/, /found (character that cannot start|extremely long)/, /UTF-16 or UTF-32/,
  /^error: (keys?|\/dev\/null|\.\.\/)[^ ]*: (is empty|holds no private key|the private key is encrypted)/,
];
// Cases whose message is that of another refusal: a name that is too long with its owner's name in front.
const EXCEPTIONS = new Set(['owners/cluster-store-name-too-long']);

const [program, ...roots] = process.argv.slice(2);
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
ajv.addKeyword({ keyword: 'patternErrorMessage', schemaType: 'string' }); // the YAML language server's

function validatorOf(...options) {
  const schema = JSON.parse(execFileSync(program, ['schema', ...options], { encoding: 'utf8' }));
  if (options.length > 0) schema.$id += options.join('');
  return [schema, ajv.compile(schema)];
}
const [schema, strict] = validatorOf();
const [, admitsPlain] = validatorOf('--allow-plain');

const isMap = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const isFolder = (path) => existsSync(path) && statSync(path).isDirectory();
const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
const linesOf = (path) => read(path).split('\n').filter((line) => line !== '');

// As Helm's reader has them: YAML 1.1, in which a date stays text.
const READER = {
  version: '1.1',
  uniqueKeys: false,
  logLevel: 'silent',
  customTags: (tags) => tags.filter(({ tag }) => tag !== 'tag:yaml.org,2002:timestamp'),
};

function documentsOf(text) {
  try {
    const documents = parseAllDocuments(text, READER);
    if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return [];
    return documents.map((document) => document.toJS({ maxAliasCount: -1 }));
  } catch {
    return []; // too deep, or aliases that stand for too much: the filter has limits of its own
  }
}

const PLACES = ['external_secrets', 'secret_management.external_secrets'];
const at = (object, path) => path.split('.').reduce((value, key) => (isMap(value) ? value[key] : undefined), object);
const blocksOf = (values) => PLACES.map((path) => at(values, path)).filter(isMap);
const isSwitch = (key) => key === 'enable' || key === 'enabled';
const known = new Set(
  PLACES.flatMap((path) => Object.keys(path.split('.').reduce(({ properties }, key) => properties[key], schema).properties)),
);

// Values documents and definition files, as the filter takes them for such.
function isValues(document) {
  if (!isMap(document) || 'apiVersion' in document || 'kind' in document) return false;
  const inner = 'appname' in document || 'teamname' in document ? document.values : undefined;
  return blocksOf(document).length > 0 || blocksOf(inner).length > 0;
}

// What the schema may refuse though the filter takes it: templates, blocks of others, and what is switched off.
function passesUntouched(document) {
  const blocks = [...blocksOf(document), ...blocksOf(document.values)];
  const isOthers = (block) => !Object.keys(block).some((key) => known.has(key) && !isSwitch(key));
  const isOff = ({ enable, enabled }) => enable === false || enabled === false;
  return JSON.stringify(document).includes('{{') || blocks.some((block) => isOthers(block) || isOff(block));
}

function valuesOf(folder, args) {
  const files = args.filter((_, index) => args[index - 1] === '--values');
  if (files.length > 1) return []; // each of them is a part
  return documentsOf(read(join(folder, files[0] ?? 'in.yaml'))).filter(isValues);
}

const used = new Set();
const count = { taken: 0, refused: 0, beyond: 0 };

function complaintAbout(name, folder) {
  const args = existsSync(join(folder, 'args')) ? linesOf(join(folder, 'args')) : ['render'];
  if (args[0] !== 'render' && !args[0].startsWith('-')) return null;
  const values = valuesOf(folder, args);
  if (values.length === 0) return null;
  const plain = args.includes('--allow-plain') || read(join(folder, 'env')).includes('EXTERNAL_SECRETS_ALLOW_PLAIN=');
  const validate = plain ? admitsPlain : strict;
  const wrong = values.map((document) => (validate(document) ? null : [document, ajv.errorsText(validate.errors)])).filter(Boolean);
  const code = read(join(folder, 'code')).trim() || '0';
  if (code === '0') {
    count.taken += 1;
    const [, why] = wrong.find(([document]) => !passesUntouched(document)) ?? [];
    return why === undefined ? null : `${name}: the filter takes it, the schema does not: ${why}`;
  }
  if (code !== '3') return null; // not for its shape
  if (wrong.length > 0) {
    count.refused += 1;
    return null;
  }
  const [message] = linesOf(join(folder, 'err')).filter((line) => line.startsWith('error: '));
  const beyond = EXCEPTIONS.has(name) ? name : BEYOND_A_SCHEMA.find((pattern) => pattern.test(message));
  if (beyond === undefined) return `${name}: the schema takes it, the filter does not: ${message}`;
  used.add(beyond);
  count.beyond += 1;
  return null;
}

const complaints = [];
for (const root of roots) {
  for (const group of readdirSync(root).filter((entry) => isFolder(join(root, entry)))) {
    for (const name of readdirSync(join(root, group)).filter((entry) => isFolder(join(root, group, entry)))) {
      const complaint = complaintAbout(`${group}/${name}`, join(root, group, name));
      if (complaint !== null) complaints.push(complaint);
    }
  }
}
for (const entry of [...BEYOND_A_SCHEMA, ...EXCEPTIONS]) {
  if (!used.has(entry)) complaints.push(`of no use: ${entry}`);
}
complaints.forEach((complaint) => console.log(complaint));
if (complaints.some((complaint) => complaint.includes(': the schema takes it, '))) {
  console.log('A refusal that no schema can tell of belongs into BEYOND_A_SCHEMA here, and in words into docs/values.md.');
}
console.log(`${count.taken} taken, ${count.refused} refused, ${count.beyond} beyond a schema`);
process.exitCode = complaints.length > 0 ? 1 : 0;
