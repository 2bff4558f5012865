#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// Opens a file in the YAML language server, as an editor does, and prints what an editor would show.
//   ask-editor.mjs FILE [complete|hover LINE COLUMN]...
// "LINE:COLUMN message" for each mark; for each question a line: the labels of what may be put in, or the text of the hover, its own
// lines joined by " / ". Lines and columns are counted from 1, as editors do.
// TOOLS (default: build/tools) is where scripts/tools.sh put the node modules.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const SECONDS = 60;
const tools = resolve(process.env.TOOLS ?? 'build/tools');
const [file, ...questions] = process.argv.slice(2);
const uri = pathToFileURL(resolve(file)).href;

const server = spawn(process.execPath, [`${tools}/node_modules/yaml-language-server/bin/yaml-language-server`, '--stdio'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const limit = setTimeout(() => {
  console.error(`no answer within ${SECONDS} seconds`);
  server.kill();
  process.exit(2);
}, SECONDS * 1000);

// The language server protocol: headers, an empty line, and JSON of the length that they say.
const answers = new Map();
let marked = () => {};
let asked = 0;
function send(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
  server.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
}
const tell = (method, params) => send({ method, params });
const ask = (method, params) =>
  new Promise((answer) => {
    asked += 1;
    answers.set(asked, answer);
    send({ id: asked, method, params });
  });

const settings = { yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false } } };
function receive({ id, method, params, result }) {
  if (method === undefined) answers.get(id)(result);
  else if (method === 'workspace/configuration') send({ id, result: params.items.map(({ section }) => settings[section] ?? {}) });
  else if (id !== undefined) send({ id, result: null });
  else if (method === 'textDocument/publishDiagnostics' && params.uri === uri) marked(params.diagnostics);
}

let received = Buffer.alloc(0);
server.stdout.on('data', (bytes) => {
  received = Buffer.concat([received, bytes]);
  for (;;) {
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(received.subarray(0, end).toString())[1]);
    const body = received.subarray(end + 4, end + 4 + length);
    if (body.length < length) return;
    received = received.subarray(end + 4 + length);
    receive(JSON.parse(body));
  }
});

await ask('initialize', {
  processId: process.pid,
  rootUri: null,
  capabilities: { workspace: { configuration: true }, textDocument: { hover: { contentFormat: ['plaintext'] } } },
});
tell('initialized', {});
tell('workspace/didChangeConfiguration', { settings });
const marks = new Promise((done) => {
  marked = done;
});
tell('textDocument/didOpen', {
  textDocument: { uri, languageId: 'yaml', version: 1, text: readFileSync(file, 'utf8') },
});
for (const { range, message } of (await marks).sort((a, b) => a.range.start.line - b.range.start.line)) {
  console.log(`${range.start.line + 1}:${range.start.character + 1} ${message.replaceAll('\n', ' / ')}`);
}
for (let i = 0; i < questions.length; i += 3) {
  const [what, line, column] = questions.slice(i, i + 3);
  const position = { line: line - 1, character: column - 1 };
  const answer = await ask(what === 'hover' ? 'textDocument/hover' : 'textDocument/completion', { textDocument: { uri }, position });
  if (what === 'hover') console.log((answer?.contents.value ?? 'nothing').replace(/\n+/g, ' / '));
  else console.log((answer?.items ?? answer ?? []).map(({ label }) => label).join(' '));
}
await ask('shutdown');
tell('exit');
clearTimeout(limit);
