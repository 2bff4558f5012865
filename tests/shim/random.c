/* SPDX-License-Identifier: Apache-2.0
 *
 * Random bytes that a test knows, so that it can look for what was made of them: whoever asks for as many as SHIM_RANDOM names, in
 * hexadecimal digits, gets these.
 */
#include <sys/random.h>

#include "tests/shim/shim.h"

static const char *digits = "";
static size_t count;

__attribute__((constructor)) static void begin(void)
{
    const char *value = getenv("SHIM_RANDOM");
    if (value != NULL)
        digits = strdup(value);
    if (digits == NULL)
        abort();
    count = strlen(digits) / 2;
}

/* Only ever in the place that was asked for: a copy would be found. */
ssize_t getrandom(void *out, size_t size, unsigned flags)
{
    static ssize_t (*next)(void *, size_t, unsigned);
    SHIM_NEXT(next, "getrandom");
    ssize_t got = next(out, size, flags);
    for (size_t i = 0; got == (ssize_t)size && size == count && i < count; i++) {
        char two[3] = {digits[2 * i], digits[2 * i + 1], 0};
        ((unsigned char *)out)[i] = (unsigned char)strtoul(two, NULL, 16);
    }
    return got;
}
