// SPDX-License-Identifier: Apache-2.0
//
// Whether the log on stdin is one of SARIF 2.1.0, by the schema that Microsoft's matchers for Jest bring.
import fs from 'node:fs';
import { createRequire } from 'node:module';
const require = createRequire(`${process.argv[2]}/node_modules/`);
const { default: Ajv } = require('ajv-draft-04');
const { default: addFormats } = require('ajv-formats');

const schema = JSON.parse(fs.readFileSync(`${process.argv[2]}/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json`));
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false }); // one pattern of the schema is none in Unicode's mode
addFormats(ajv, ['date-time', 'uri', 'uri-reference']);
const check = ajv.compile(schema);
if (!check(JSON.parse(fs.readFileSync(0)))) {
  for (const error of check.errors) console.error(`${error.instancePath}: ${error.message}`);
  process.exit(1);
}
