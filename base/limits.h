/* SPDX-License-Identifier: Apache-2.0
 *
 * limits: every ceiling on untrusted input. Each has a test at N and at N + 1.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* The stream: what one run reads on stdin or from one file, in bytes. Streams beyond it are split by the caller. */
#define LIMIT_STREAM_BYTES ((size_t)4 << 30)
/* A document that has to be understood, in bytes. etcd refuses objects beyond 1.5 MB; a List may hold many of them. */
#define LIMIT_DOCUMENT_BYTES ((size_t)64 << 20)
/* Levels of nesting in a document. The API server itself stops at 10,000 levels of JSON, charts stay below 30. */
#define LIMIT_DEPTH 100
/* Nodes of a document, aliases counted with all that they stand for. */
#define LIMIT_NODES ((size_t)2000000)
/* Anchors and aliases of a document. */
#define LIMIT_ANCHORS 1000
#define LIMIT_ALIASES 10000
/* Directives (%YAML, %TAG) in front of a document: libyaml compares each with all others. */
#define LIMIT_DIRECTIVES 100
/* One scalar, in bytes: a Secret or ConfigMap holds 1 MiB, base64 makes 1.4 MB of it. */
#define LIMIT_SCALAR_BYTES ((size_t)4 << 20)
/* Values inside values (a List in a List, YAML in a string in YAML). */
#define LIMIT_CARRIER_DEPTH 8
/* A values file, in bytes. */
#define LIMIT_VALUES_BYTES ((size_t)16 << 20)
/* Environments of a tenant, tenants of a team, entries of one list of stores. */
#define LIMIT_LIST_ENTRIES 10000
/* Bytes of scalars that the aliases of a document stand for, once more where one stands for them once more. */
#define LIMIT_ALIASED_BYTES ((size_t)64 << 20)
/* Stores of one run: ten thousand tenants with twenty each. */
#define LIMIT_STORES 200000
/* Namespaces that the owners of one run have: ten thousand tenants with a hundred environments each. */
#define LIMIT_OWNED_NAMESPACES ((size_t)1000000)
/* Namespaces in the conditions that a run makes: each counts once for every owner of cluster stores that it stands in. */
#define LIMIT_CONDITION_NAMESPACES ((size_t)1000000)
/* The path behind `# Source:` that places in messages show; longer ones are no paths. */
#define LIMIT_ORIGIN_BYTES ((size_t)4096)
/* A sealed string, in characters of base64: a Secret of 1 MiB, sealed. */
#define LIMIT_SEALED_CHARS ((size_t)2 << 20)
/* The plaintext of a sealed string, in bytes. */
#define LIMIT_PLAINTEXT_BYTES ((size_t)1 << 20)
/* A file of sealing keys, in bytes, and the keys of one run. */
#define LIMIT_KEY_FILE_BYTES ((size_t)16 << 20)
#define LIMIT_KEYS 10000
/* What a server answers, in bytes (a certificate has two thousand), and how often it may send us on. */
#define LIMIT_FETCHED_BYTES ((size_t)1 << 20)
#define LIMIT_REDIRECTS 3
/* A key index, in bytes, and the strings that it knows. */
#define LIMIT_KEY_INDEX_BYTES ((size_t)64 << 20)
#define LIMIT_KEY_INDEX_ENTRIES ((size_t)500000)
/* A modulus, in bits. mbedTLS computes with no larger numbers as it is built everywhere. */
#define LIMIT_KEY_BITS_LOW 2048
#define LIMIT_KEY_BITS_HIGH 8192
/* Sealed strings in one store. */
#define LIMIT_SEALED_REFERENCES 256
/* Threads that open sealed strings. */
#define LIMIT_THREADS 64
/* Warnings of one run that are shown, and as many details. */
#define LIMIT_NOTES 1000
/* One message as it is shown, in bytes; longer ones are cut. */
#define LIMIT_MESSAGE_BYTES ((size_t)16 << 10)
/* Files and folders below one -f or --sealing-key folder. */
#define LIMIT_FOLDER_FILES 100000
#define LIMIT_FOLDER_DEPTH 32
/* The names of the files of a Git work tree, in bytes. */
#define LIMIT_TRACKED_BYTES ((size_t)32 << 20)
/* The generated text of one run, in bytes. */
#define LIMIT_GENERATED_BYTES ((size_t)1 << 30)

#endif
