/* SPDX-License-Identifier: Apache-2.0
 *
 * inputs: the files, folders and streams that the options name, read.
 */
#ifndef CMD_INPUTS_H
#define CMD_INPUTS_H

#include "base/err.h"
#include "cmd/invocation.h"
#include "render/render.h"

struct part_list {
    struct render_part *items;
    size_t count, room;
};

struct inputs {
    struct part_list stream, values;
    struct {
        struct input *items;
        size_t count, room;
    } read; /* the bytes behind both */
    bool stdin_read;
    const struct resource_list *list; /* what the stream is; NULL: documents */
};

#define auto_inputs __attribute__((cleanup(inputs_free))) struct inputs
void inputs_free(struct inputs *inputs);

/* Reads what -f and --values name, each file a part, in the order given; without -f, stdin. Names live in the invocation's
 * arena. */
int inputs_read(struct inputs *inputs, const struct invocation *invocation, struct err *err);
/* Adds a file to the stream; its name lives in the arena or longer. ERR_IO, ERR_INPUT. */
int inputs_add_file(struct inputs *inputs, struct arena *arena, const char *path, struct err *err);
/* Adds bytes that were read to the stream; they become the inputs'. */
void inputs_take(struct inputs *inputs, struct arena *arena, const char *name, struct input input);

#endif
