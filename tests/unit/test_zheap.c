/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sanitizer.h"

#if !ADDRESS_SANITIZER && defined(__linux__) && !defined(NO_ZFREE)
#define WIPES 1
#include "base/zheap.c"
#else
#define WIPES 0
#endif

#include "tests/unit/wiping_for_test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#if WIPES

static void classes_are_in_order_and_hold_what_is_asked_for(void **state)
{
    (void)state;
    for (unsigned size_class = 1; size_class < SMALL_CLASSES; size_class++)
        assert_true(size_of_class(size_class) > size_of_class(size_class - 1));
    for (size_t size = 1; size <= SMALL_BYTES; size += 1 + size / 97) {
        unsigned size_class = class_of(size);
        assert_true(size_of_class(size_class) >= size);
        assert_true(size_class == 0 || size_of_class(size_class - 1) < size);
        assert_int_equal(class_of(size_of_class(size_class)), size_class);
    }
    assert_int_equal(class_of(SMALL_BYTES), SMALL_CLASSES - 1);
}

static void blocks_are_zeros_again(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 16, 17, 1000, 1025, 70000, SMALL_BYTES, SMALL_BYTES + 1, 3000000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (unsigned round = 0; round < 2; round++) {
            unsigned char *block = malloc(sizes[i]);
            assert_non_null(block);
            for (size_t at = 0; at < malloc_usable_size(block); at++)
                assert_int_equal(block[at], 0);
            memset(block, 0xA5, sizes[i]);
            free(block);
        }
    }
}

static void blocks_lie_as_they_are_asked_to(void **state)
{
    (void)state;
    for (size_t alignment = 8; alignment <= 65536; alignment *= 2)
        for (size_t size = 1; size < 400000; size *= 7) {
            unsigned char *plain = malloc(size), *block = NULL;
            assert_int_equal((uintptr_t)plain % ALIGNMENT, 0);
            assert_int_equal(posix_memalign((void **)&block, alignment, size), 0);
            assert_int_equal((uintptr_t)block % alignment, 0);
            assert_true(malloc_usable_size(block) >= size);
            memset(block, 'x', size);
            block = realloc(block, size * 2);
            assert_int_equal(block[size - 1], 'x');
            free(block);
            free(plain);
        }
}

/* Compilers take it that there is memory, where nobody but an assertion looks at it. */
static void assert_refused(void *volatile got)
{
    assert_null(got);
    assert_int_equal(errno, ENOMEM);
    errno = 0;
}

static void what_is_too_large_is_refused(void **state)
{
    (void)state;
    volatile size_t most = SIZE_MAX;
    void *out = &out, *volatile held = malloc((size_t)SMALL_BYTES * 2);
    errno = 0;
    assert_refused(malloc(most));
    assert_refused(malloc(most / 2));
    assert_refused(calloc(most / 2, 3));
    assert_refused(reallocarray(NULL, most / 2, 3));
    assert_refused(realloc(held, most / 2));
    assert_refused(aligned_alloc(4096, most));
    assert_int_equal(posix_memalign(&out, 64, most), ENOMEM);
    assert_ptr_equal(out, &out);
    assert_int_equal(malloc_usable_size(NULL), 0);
    free(held);
}

static void *allocate_at_random(void *seed)
{
    unsigned char *blocks[64] = {NULL};
    unsigned number = *(unsigned *)seed;
    for (unsigned i = 0; i < 20000; i++) {
        number = number * 1103515245U + 12345U;
        unsigned char **block = &blocks[number >> 26];
        size_t size = (number >> 8) % (i % 100 == 0 ? 400000 : 3000) + 2;
        if (*block != NULL && ((*block)[0] != (unsigned char)(number >> 26) || (*block)[1] != 0x5A))
            return seed;
        *block = i % 3 == 0 ? realloc(*block, size) : (free(*block), malloc(size));
        (*block)[0] = (unsigned char)(number >> 26);
        (*block)[1] = 0x5A;
    }
    for (size_t i = 0; i < 64; i++)
        free(blocks[i]);
    return NULL;
}

static void threads_share_the_heap(void **state)
{
    (void)state;
    pthread_t threads[4];
    unsigned seeds[4] = {1, 2, 3, 4};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, allocate_at_random, &seeds[i]), 0);
    for (size_t i = 0; i < 4; i++) {
        void *failed = NULL;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
}

/* How a child ends that does something for which there is no way back. */
static int end_of_child(void (*what)(void *), void *argument)
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        what(argument);
        _exit(1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void free_again(void *p)
{
    void *volatile again = p;
    free(p);
    free(again);
}

static void what_was_freed_is_not_freed_again(void **state)
{
    (void)state;
    void *p = malloc(100);
    int status = end_of_child(free_again, p);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    free(p);
}

static void wipe_and_look(void *marked)
{
    unsigned char **marks = marked;
    zfree_wipe_heap();
    _exit(marks_in(marks[0], marks[0] + MARK_BYTES) + marks_in(marks[1], marks[1] + MARK_BYTES) == 0 ? 0 : 2);
}

static void the_heap_is_wiped_as_a_whole(void **state)
{
    (void)state;
    unsigned char *small = malloc(MARK_BYTES), *large = malloc((size_t)SMALL_BYTES * 3), *marks[] = {small, large + SMALL_BYTES};
    put_mark(marks[0]);
    put_mark(marks[1]);
    assert_int_equal(marks_left(), 2);
    assert_int_equal(end_of_child(wipe_and_look, marks), 0);
    free(small);
    free(large);
    assert_int_equal(marks_left(), 0);
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_realloc_keeps_what_it_promises),
#if WIPES
        WIPING_TESTS,
        cmocka_unit_test(classes_are_in_order_and_hold_what_is_asked_for),
        cmocka_unit_test(blocks_are_zeros_again),
        cmocka_unit_test(blocks_lie_as_they_are_asked_to),
        cmocka_unit_test(what_is_too_large_is_refused),
        cmocka_unit_test(what_was_freed_is_not_freed_again),
        cmocka_unit_test(threads_share_the_heap),
        cmocka_unit_test(the_heap_is_wiped_as_a_whole),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
