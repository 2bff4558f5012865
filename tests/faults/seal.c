/* SPDX-License-Identifier: Apache-2.0
 *
 * Seals one string whose session key is known: seal KEY LABEL PLAINTEXT SESSION, the key a file in tests/data/keys, the session key
 * 64 hexadecimal digits.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/seal_for_test.h"

int main(int argc, char **argv)
{
    auto_arena arena = {0};
    unsigned char session[32];
    size_t len;
    if (argc != 5 || sodium_init() < 0 ||
        sodium_hex2bin(session, sizeof session, argv[4], strlen(argv[4]), NULL, &len, NULL) != 0 || len != sizeof session)
        return 2;
    struct seal_spec spec = {.key = argv[1], .label = argv[2], .session = session};
    struct text string = seal_for_test(&arena, &spec, text_of(argv[3]));
    return printf(TEXT_FMT "\n", TEXT_ARG(string)) < 0;
}
