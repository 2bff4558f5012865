/* SPDX-License-Identifier: Apache-2.0
 *
 * words: the fuzzers' dictionary of what the program knows by name, out of its own tables: keys of values, words that documents are
 * found by; with the argument command_line, subcommands, options and their values.
 */
#include <stdio.h>
#include <string.h>

#include "cmd/command.h"
#include "render/dialect.h"
#include "render/triage.h"

static void print_word(const char *word)
{
    printf("\"%s\"\n", word);
}

static void print_fields(const struct field *field)
{
    for (; field->key != NULL; field++) {
        printf("\"%s: \"\n", field->key);
        for (const struct field *const *below = field->fields; below != NULL && *below != NULL; below++)
            print_fields(*below);
    }
}

static void print_values(void)
{
    for (const struct dialect *const *dialect = dialects; *dialect != NULL; dialect++)
        print_fields((*dialect)->fields);
    for (size_t i = 0; i < triage_values_count; i++)
        print_word(triage_values[i].word);
}

static void print_command_line(void)
{
    auto_arena arena = {0};
    for (const struct command *command = commands; command->name != NULL; command++)
        print_word(command->name);
    for (enum option_id id = 0; id < OPTION_COUNT; id++) {
        printf("\"--%s=\"\n\"%s=\"\n", option_row(id)->name, option_variable(&arena, id));
        for (const char *const *choice = option_row(id)->choices; choice != NULL && *choice != NULL; choice++)
            print_word(*choice);
    }
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "command_line") == 0)
        print_command_line();
    else
        print_values();
    return 0;
}
