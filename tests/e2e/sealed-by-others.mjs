#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// Seals as others do.
//   sealed-by-others.mjs string SCOPE NAMESPACE NAME <plaintext     @socialgouv/aes-gcm-rsa-oaep; scopes: strict, namespace, cluster
//   sealed-by-others.mjs object SCOPE NAMESPACE NAME <plaintext     the same, as a SealedSecret of JSON with the item `value`
//   sealed-by-others.mjs linode NAMESPACE <plaintext                @linode/kubeseal-encrypt, which knows namespaces only
// CERTIFICATE: the certificate. TOOLS (default: build/tools) is where scripts/tools.sh put the packages.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(`${resolve(process.env.TOOLS ?? 'build/tools')}/node_modules/`);
const pem = readFileSync(process.env.CERTIFICATE, 'utf8');
const [how, ...words] = process.argv.slice(2);
const plaintext = readFileSync(0, 'utf8');

async function sealed() {
  if (how === 'linode') {
    const { encryptSecretItem } = require('@linode/kubeseal-encrypt');
    const publicKey = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'pem' });
    return encryptSecretItem(publicKey, words[0], plaintext);
  }
  const { encryptValue, getSealedSecret } = require('@socialgouv/aes-gcm-rsa-oaep');
  const [scope, namespace, name] = words;
  if (how === 'string') return encryptValue({ pemKey: pem, scope, namespace, name, value: plaintext });
  return JSON.stringify(await getSealedSecret({ pemKey: pem, scope, namespace, name, values: { value: plaintext } }));
}

process.stdout.write(await sealed());
