#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// Azure as far as the operator asks it: the login that gives a token for a client's secret, and Key Vaults that give secrets for such a
// token. It is reached as a proxy, on loopback, and opens no connection itself: all other hosts are refused.
//   azure.mjs PORT KEY CERTIFICATE ACCOUNTS
// ACCOUNTS is read at every login: a line for each account that is valid, CLIENT_ID SECRET. Every vault has every secret; its value tells
// vault, name and client: `<vault>/<name> for <client id>`. Only what stands in ACCOUNTS behind `secret NAME` is something else.
// stdout: what was asked, a line each.
// Sources: the paths and answers of Microsoft's REST references, `OAuth 2.0 client credentials` (v1.0) and `Get Secret` (7.x).
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const [port, key, certificate, accounts] = process.argv.slice(2);
const login = 'login.microsoftonline.com';
const vault = /^([a-z0-9-]+)\.vault\.azure\.net$/;

function lines() {
  return readFileSync(accounts, 'utf8').split('\n');
}

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function give_token(form, response) {
  const [client, secret] = [form.get('client_id'), form.get('client_secret')];
  if (!lines().includes(`${client} ${secret}`)) {
    console.log(`refused ${client}`);
    return answer(response, 401, { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' });
  }
  console.log(`login ${client}`);
  const now = Math.floor(Date.now() / 1000);
  return answer(response, 200, { token_type: 'Bearer', access_token: client, resource: form.get('resource'), expires_in: '3600',
    expires_on: `${now + 3600}`, not_before: `${now}` });
}

function give_secret(name, request, response) {
  const [, secret] = /^\/secrets\/([^/]+)/.exec(request.url) ?? [];
  const client = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  if (!secret || !client) return answer(response, 401, { error: { code: 'Unauthorized', message: 'no token' } });
  console.log(`get ${name}/${secret} ${client}`);
  const own = lines().find((line) => line.startsWith(`secret ${secret} `));
  const value = own ? own.slice(`secret ${secret} `.length) : `${name}/${secret} for ${client}`;
  return answer(response, 200, { value, id: `https://${name}.vault.azure.net/secrets/${secret}/1`, attributes: { enabled: true } });
}

const azure = https.createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
  let body = '';
  request.on('data', (piece) => { body += piece; });
  request.on('end', () => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    if (host === login) return give_token(new URLSearchParams(body), response);
    return give_secret(vault.exec(host)[1], request, response);
  });
});

http.createServer((request, response) => response.end())
  .on('connect', (request, socket) => {
    socket.on('error', () => {});
    const host = request.url.replace(/:443$/, '');
    if (host !== login && !vault.test(host)) {
      console.log(`not here ${host}`);
      return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    }
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    return azure.emit('connection', socket);
  })
  .listen(Number(port), '127.0.0.1');
