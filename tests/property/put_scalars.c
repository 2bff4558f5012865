/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes strings, one in hex on each line of stdin, as generated documents have them: below `strings` a list of the string and,
 * where it is short enough for a key, of a map from the string to itself. An argument makes CRLF of the line ends.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "yaml/emit.h"

enum { LONGEST_LINE = 1 << 20, LONGEST_KEY = 100 };

static int add_line(struct arena *arena, struct node *list, const char *line)
{
    size_t digits = strcspn(line, "\n"), len;
    unsigned char *bytes = arena_new(arena, digits / 2 + 1);
    if (sodium_hex2bin(bytes, digits / 2 + 1, line, digits, NULL, &len, NULL) != 0)
        return -1;
    struct text text = {(const char *)bytes, len};
    node_add(arena, list, node_new_string(arena, text));
    if (len <= LONGEST_KEY) {
        struct node *map = node_new_map(arena);
        node_put(arena, map, text, node_new_string(arena, text));
        node_add(arena, list, map);
    }
    return 0;
}

int main(int count, char **arguments)
{
    (void)arguments;
    static char line[LONGEST_LINE];
    auto_arena arena = {0};
    auto_err err = {0};
    struct node *root = node_new_map(&arena), *list = node_new_list(&arena);
    node_put(&arena, root, TEXT("strings"), list);
    while (fgets(line, sizeof line, stdin) != NULL)
        if (add_line(&arena, list, line) != 0)
            return 1;
    struct buf buf = buf_new(&arena, LIMIT_DOCUMENT_BYTES);
    if (emit_map(&buf, root, count > 1 ? "\r\n" : "\n", &err) != 0) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    return fwrite(buf.at, 1, buf.len, stdout) == buf.len && fflush(stdout) == 0 ? 0 : 1;
}
