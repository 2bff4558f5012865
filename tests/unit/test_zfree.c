/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/sanitizer.h"

#if !ADDRESS_SANITIZER && defined(__GLIBC__) && !defined(NO_ZFREE)
#define WIPES 1
#include "base/zfree.c"
#else
#define WIPES 0
#endif

#include "tests/unit/wiping_for_test.h"

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_realloc_keeps_what_it_promises),
#if WIPES
        WIPING_TESTS,
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
