#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// Says to Argo CD's plugin server what the repo-server says:
//   ask-plugin.mjs SOCKET generate|parameters ARCHIVE PATH [NAME=VALUE]...
// ARCHIVE is a repository as tar.gz, PATH the application in it. Prints manifests as JSON, one a line, or the names of the parameters; what the
// server refuses goes to stderr, with exit code 1.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(join(process.env.TOOLS, "node_modules", "."));
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");

const [socket, word, archive, path, ...environment] = process.argv.slice(2);
const definition = loader.loadSync(join(dirname(fileURLToPath(import.meta.url)), "plugin.proto"), { keepCase: true });
const Service = grpc.loadPackageDefinition(definition).plugin.ConfigManagementPluginService;
const client = new Service(`unix://${socket}`, grpc.credentials.createInsecure());
const bytes = readFileSync(archive);
const seconds = Number(process.env.SECONDS_LEFT ?? 60);

function answered(error, answer) {
    client.close();
    if (error) {
        process.stderr.write(`${error.details}\n`);
        process.exitCode = 1;
    } else if (word === "generate") {
        for (const manifest of answer.manifests) process.stdout.write(`${manifest}\n`);
    } else {
        for (const parameter of answer.parameterAnnouncements) process.stdout.write(`${parameter.name} ${parameter.collectionType}\n`);
    }
}

const call = word === "generate" ? "GenerateManifest" : "GetParametersAnnouncement";
const stream = client[call]({ deadline: Date.now() + seconds * 1000 }, answered);
const env = environment.map((one) => ({ name: one.slice(0, one.indexOf("=")), value: one.slice(one.indexOf("=") + 1) }));
const checksum = createHash("sha256").update(bytes).digest("hex");
stream.write({ metadata: { appName: "example", appRelPath: path, checksum, size: bytes.length, env } });
for (let at = 0; at < bytes.length; at += 1024) stream.write({ file: { chunk: bytes.subarray(at, at + 1024) } });
stream.end();
