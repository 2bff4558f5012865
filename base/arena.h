/* SPDX-License-Identifier: Apache-2.0
 *
 * arena: memory of one run, freed and wiped together.
 *
 * Everything that a render builds (nodes, declarations, generated text) lives until the run's end, so nothing in yaml/ and render/
 * frees anything. All memory is zeroed when handed out and wiped when the arena is freed. Running out ends the program
 * (base/alloc.h).
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/text.h"

struct arena {
    struct arena_block *newest;
};

#define auto_arena __attribute__((cleanup(arena_free))) struct arena

/* Zeroed, aligned for any type; never NULL. */
void *arena_new(struct arena *arena, size_t size);
/* A copy that is followed by a NUL byte, which is not counted. */
struct text arena_copy(struct arena *arena, struct text t);
/* A NUL-terminated copy. */
char *arena_string(struct arena *arena, struct text t);
struct text arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Wipes and frees all; the arena is empty and usable again. */
void arena_free(struct arena *arena);
/* The same, but keeps a block for what comes next: for memory that is used again and again. */
void arena_clear(struct arena *arena);

/* Lists in an arena: any struct with `items`, `count` and `room`. array_add() gives a pointer to a new zeroed last item; it is good
 * until the next array_add() on the same list. */
#define array_add(arena, list)                                                                                                     \
    ((list)->items = array_room((arena), (list)->items, (list)->count, &(list)->room, sizeof *(list)->items),                      \
     &(list)->items[(list)->count++])
void *array_room(struct arena *arena, void *items, size_t count, size_t *room, size_t item_size);

struct text_list {
    struct text *items;
    size_t count, room;
};
bool text_list_has(const struct text_list *list, struct text t);
/* Puts a list into the order of text_order(); from then on text_list_finds() answers in O(log n). */
void text_list_sort(struct text_list *list);
/* Whether a sorted list has t. */
bool text_list_finds(const struct text_list *sorted, struct text t);
/* "a, b, c" for a message: the first `most`, and ", ..." where there are more. */
struct text text_list_join(struct arena *arena, const struct text_list *list, size_t most);
/* The parts of a list like PATH, copied and followed by a NUL byte each; empty ones are left out. */
struct text_list text_list_split(struct arena *arena, const char *list, char separator);

#endif
