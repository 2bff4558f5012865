/* SPDX-License-Identifier: Apache-2.0
 *
 * schema: what values may hold, for editors, for charts and for readers, out of the tables that the parser goes by
 * (render/fields.h).
 */
#ifndef CMD_SCHEMA_H
#define CMD_SCHEMA_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"

/* A JSON Schema of draft 7, the newest that Helm 3, Helm 4 and the YAML language server have in common. It takes values documents,
 * charts' values and definition files. What values may hold without being refused it takes as well, but for what
 * docs/values.md, "In editors and charts", lists. `allow_plain`: as with --allow-plain, any text may stand for a credential. */
struct text schema_json(struct arena *arena, bool allow_plain);
/* A page of Markdown with a table for every mapping: docs/reference.md. */
struct text schema_markdown(struct arena *arena);

#endif
