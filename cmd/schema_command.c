/* SPDX-License-Identifier: Apache-2.0
 *
 * schema_command: the schema of values, or the reference made of the same.
 */
#include "cmd/command.h"
#include "cmd/invocation.h"
#include "cmd/schema.h"
#include "cmd/stdout.h"

int schema_command(struct invocation *invocation, struct err *err)
{
    enum { JSON_OUTPUT, MARKDOWN_OUTPUT };
    bool markdown = choice_of(invocation, OPTION_OUTPUT, JSON_OUTPUT) == MARKDOWN_OUTPUT;
    struct text shown = markdown ? schema_markdown(invocation->arena)
                                 : schema_json(invocation->arena, is_on(invocation, OPTION_ALLOW_PLAIN));
    return stdout_write(&shown, 1, err);
}
