#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// stdin: objects as JSON, one behind the other (`kubectl ... -o json`).
//   objects.mjs                  each on one line with its keys sorted, the lines sorted: two streams that mean the same give the same
//   objects.mjs credentials      a line for each key of each Secret: <namespace>/<name> <key> <base64>
// Empty labels and annotations, which kubectl leaves behind, are left out.
import { readFileSync } from 'node:fs';

function split(text) {
  const objects = [];
  // kubectl indents what is inside, so an object begins and ends at the first column.
  for (const block of text.split(/^(?=\{)/m)) if (block.trim() !== '') objects.push(JSON.parse(block));
  return objects;
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

function tidied(object) {
  for (const key of ['labels', 'annotations']) {
    const map = object.metadata?.[key];
    if (map && Object.keys(map).length === 0) delete object.metadata[key];
  }
  return sorted(object);
}

const objects = split(readFileSync(0, 'utf8'));
let lines = objects.map((object) => JSON.stringify(tidied(object)));
if (process.argv[2] === 'credentials') {
  lines = objects.filter((object) => object.kind === 'Secret').flatMap(({ metadata, data }) =>
    Object.entries(data ?? {}).map(([key, value]) => `${metadata.namespace}/${metadata.name} ${key} ${value}`));
}
lines.sort().forEach((line) => console.log(line));
