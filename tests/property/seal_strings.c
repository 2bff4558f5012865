/* SPDX-License-Identifier: Apache-2.0
 *
 * Seals strings in bulk for tests/data/keys/one.pem: one line "LABEL<tab>PLAINTEXT IN HEX" in, one sealed string out, at once.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "tests/unit/seal_for_test.h"

enum { LONGEST_LINE = 1 << 20 };

static int seal_line(char *line)
{
    auto_arena arena = {0};
    char *tab = strchr(line, '\t');
    if (tab == NULL)
        return -1;
    *tab = '\0';
    size_t digits = strcspn(tab + 1, "\n"), len;
    unsigned char *plaintext = arena_new(&arena, digits / 2 + 1);
    if (sodium_hex2bin(plaintext, digits / 2 + 1, tab + 1, digits, NULL, &len, NULL) != 0)
        return -1;
    struct seal_spec spec = {.key = "one.pem", .label = line};
    struct text sealed = seal_for_test(&arena, &spec, (struct text){(const char *)plaintext, len});
    return printf(TEXT_FMT "\n", TEXT_ARG(sealed)) < 0 || fflush(stdout) != 0 ? -1 : 0;
}

int main(void)
{
    static char line[LONGEST_LINE];
    if (sodium_init() < 0)
        return 1;
    while (fgets(line, sizeof line, stdin) != NULL)
        if (seal_line(line) != 0)
            return 1;
    return 0;
}
