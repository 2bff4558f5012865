/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/sanitizer.h"
#include "base/secret.h"

static struct secret secret_of(const char *string, enum secret_memory memory)
{
    struct secret secret = secret_new(strlen(string), memory);
    memcpy(secret.bytes, string, strlen(string));
    secret.len = strlen(string);
    return secret;
}

static void test_new_is_zeroed(void **state)
{
    (void)state;
    const enum secret_memory kinds[] = {SECRET_WIPED, SECRET_LOCKED};
    for (size_t kind = 0; kind < 2; kind++) {
        auto_secret secret = secret_new(100, kinds[kind]);
        assert_int_equal(secret.len, 0);
        assert_int_equal(secret.room, 100);
        assert_int_equal(secret.region != NULL, kind == 1);
        for (size_t i = 0; i < 100; i++)
            assert_int_equal(secret.bytes[i], 0);
        auto_secret empty = secret_new(0, kinds[kind]);
        assert_non_null(empty.bytes);
        assert_int_equal(empty.room, 0);
    }
}

static void test_freed_is_empty(void **state)
{
    (void)state;
    const enum secret_memory kinds[] = {SECRET_WIPED, SECRET_LOCKED};
    for (size_t kind = 0; kind < 2; kind++) {
        struct secret secret = secret_of("hunter2", kinds[kind]);
        secret_free(&secret);
        assert_null(secret.bytes);
        assert_int_equal(secret.len, 0);
        assert_int_equal(secret.room, 0);
        secret_free(&secret);
    }
}

static void test_steal_leaves_nothing(void **state)
{
    (void)state;
    struct secret owner = secret_of("hunter2", SECRET_WIPED);
    const unsigned char *bytes = owner.bytes;
    auto_secret stolen = secret_steal(&owner);
    assert_null(owner.bytes);
    assert_ptr_equal(stolen.bytes, bytes);
    assert_int_equal(stolen.len, 7);
    secret_free(&owner);
}

static void test_equal(void **state)
{
    (void)state;
    auto_secret a = secret_of("hunter2", SECRET_WIPED), same = secret_of("hunter2", SECRET_LOCKED);
    auto_secret other = secret_of("hunter3", SECRET_WIPED), longer = secret_of("hunter22", SECRET_WIPED);
    struct secret none = {0}, nothing = {0};
    assert_true(secret_equal(&a, &same));
    assert_false(secret_equal(&a, &other));
    assert_false(secret_equal(&a, &longer));
    assert_true(secret_equal(&none, &nothing));
    assert_false(secret_equal(&a, &none));
}

/* Every debug form: the bytes must not be in it. */
static void test_shown_is_redacted(void **state)
{
    (void)state;
    auto_secret secret = secret_of("hunter2", SECRET_WIPED);
    assert_string_equal(secret_shown(&secret), "<redacted>");
    auto_free char *message = mem_format("secret: %s", secret_shown(&secret));
    assert_null(strstr(message, "hunter2"));
}

/* In a child: the test itself stays one that can be looked into. */
static void test_setup_forbids_core_dumps(void **state)
{
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit limit;
        int result = secret_setup();
        int read = getrlimit(RLIMIT_CORE, &limit);
        _exit(result == 0 && read == 0 && limit.rlim_cur == 0 && limit.rlim_max == 0 ? prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) : 99);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
#if ADDRESS_SANITIZER
    assert_int_equal(WEXITSTATUS(status), 1);
#else
    assert_int_equal(WEXITSTATUS(status), 0);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new_is_zeroed),        cmocka_unit_test(test_freed_is_empty),
        cmocka_unit_test(test_steal_leaves_nothing), cmocka_unit_test(test_equal),
        cmocka_unit_test(test_shown_is_redacted),    cmocka_unit_test(test_setup_forbids_core_dumps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
