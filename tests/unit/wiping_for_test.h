/* SPDX-License-Identifier: Apache-2.0
 *
 * wiping_for_test: what has to hold for each allocator that wipes. The test includes the allocator itself in front of it: they are
 * linked into the program only, not into the library that tests use. Sanitizers bring their own free().
 */
#ifndef TESTS_UNIT_WIPING_FOR_TEST_H
#define TESTS_UNIT_WIPING_FOR_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static void test_realloc_keeps_what_it_promises(void **state)
{
    (void)state;
    char *p = realloc(NULL, 4);
    assert_non_null(p);
    memcpy(p, "abc", 4);
    for (size_t size = 8; size < 4000000; size *= 3) {
        p = realloc(p, size);
        assert_non_null(p);
        assert_string_equal(p, "abc");
        memset(p + 4, 'x', size - 4);
    }
    p = realloc(p, 3);
    assert_memory_equal(p, "abc", 3);
    free(p);
    free(NULL);
}

/* The includer says whether its allocator is there. */
#if WIPES

enum { MARK_BYTES = 40, BLOCKS = 300 };

/* The mark is made at run time, so that no copy of it stands in the program's text. */
static void put_mark(unsigned char *out)
{
    for (size_t i = 0; i < MARK_BYTES; i++)
        out[i] = (unsigned char)(i * 59 + 101);
}

static size_t marks_in(const unsigned char *at, const unsigned char *end)
{
    size_t count = 0;
    for (; at + MARK_BYTES <= end; at++) {
        size_t same = 0;
        while (same < MARK_BYTES && at[same] == (unsigned char)(same * 59 + 101))
            same++;
        count += same == MARK_BYTES;
    }
    return count;
}

/* Copies of the mark in all memory that this process can write, its stacks left out. */
static size_t marks_left(void)
{
    size_t count = 0;
    char line[512], access[8];
    FILE *maps = fopen("/proc/self/maps", "re");
    assert_non_null(maps);
    while (fgets(line, sizeof line, maps) != NULL) {
        char *rest;
        uintptr_t start = strtoull(line, &rest, 16), end = strtoull(rest + 1, &rest, 16);
        memcpy(access, rest + 1, 4);
        if (access[0] == 'r' && access[1] == 'w' && strstr(line, "[stack]") == NULL)
            count += marks_in((const unsigned char *)start, (const unsigned char *)end);
    }
    fclose(maps);
    return count;
}

static void test_marks_are_found(void **state)
{
    (void)state;
    unsigned char *block = mem_new(MARK_BYTES);
    put_mark(block);
    assert_int_equal(marks_left(), 1);
    free(block);
    assert_int_equal(marks_left(), 0);
}

static void test_freed_blocks_are_wiped(void **state)
{
    (void)state;
    unsigned char *blocks[BLOCKS];
    for (size_t i = 0; i < BLOCKS; i++) {
        blocks[i] = mem_new(MARK_BYTES + i * 17);
        put_mark(blocks[i] + i);
    }
    for (size_t i = 0; i < BLOCKS; i++)
        free(blocks[i]);
    assert_int_equal(marks_left(), 0);
}

static void test_blocks_that_move_are_wiped(void **state)
{
    (void)state;
    unsigned char *blocks[BLOCKS];
    for (size_t i = 0; i < BLOCKS; i++) {
        blocks[i] = mem_new(MARK_BYTES);
        put_mark(blocks[i]);
    }
    for (size_t i = 0; i < BLOCKS; i++)
        blocks[i] = realloc(blocks[i], 3000);
    assert_int_equal(marks_left(), BLOCKS);
    for (size_t i = 0; i < BLOCKS; i++)
        free(blocks[i]);
    assert_int_equal(marks_left(), 0);
}

/* What stdio copies and frees on its own. */
static void test_libraries_blocks_are_wiped(void **state)
{
    (void)state;
    unsigned char mark[MARK_BYTES];
    FILE *file = tmpfile();
    assert_non_null(file);
    put_mark(mark);
    assert_int_equal(fwrite(mark, 1, MARK_BYTES, file), MARK_BYTES);
    assert_true(marks_left() >= 1);
    fclose(file);
    assert_int_equal(marks_left(), 0);
}

#define WIPING_TESTS                                                                                                               \
    cmocka_unit_test(test_marks_are_found), cmocka_unit_test(test_freed_blocks_are_wiped),                                         \
        cmocka_unit_test(test_blocks_that_move_are_wiped), cmocka_unit_test(test_libraries_blocks_are_wiped)

#endif

#endif
