/* SPDX-License-Identifier: Apache-2.0
 *
 * base/memory.c against searches that look at one byte after the other. Under names of its own: the others stay the C library's.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

void *swift_memchr(const void *start, int byte, size_t len);
void *swift_memmem(const void *start, size_t len, const void *bytes, size_t word_len);
void swift_bzero(void *start, size_t len);

#define memchr swift_memchr
#define memmem swift_memmem
#define explicit_bzero swift_bzero
#include "base/memory.c"
#undef memchr
#undef memmem
#undef explicit_bzero

enum { ROOM = 256 };

/* Pages of our own with one behind them that nobody may read: `end` is where that begins. */
struct fenced {
    unsigned char *start, *end;
    size_t page;
};

static struct fenced fence(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *start = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(start, MAP_FAILED);
    assert_int_equal(mprotect(start + page, page, PROT_NONE), 0);
    memset(start, 'x', page);
    return (struct fenced){start, start + page, page};
}

static void take_down(struct fenced fenced)
{
    assert_int_equal(munmap(fenced.start, 2 * fenced.page), 0);
}

static const unsigned char *plain_find(const unsigned char *at, size_t len, const unsigned char *word, size_t word_len)
{
    for (size_t i = 0; i + word_len <= len; i++)
        if (memcmp(at + i, word, word_len) == 0)
            return at + i;
    return NULL;
}

/* --- memchr() --- */

static void test_byte_at_every_place(void **state)
{
    (void)state;
    struct fenced fenced = fence();
    for (size_t len = 1; len <= ROOM; len++) {
        unsigned char *at = fenced.end - len;
        assert_null(swift_memchr(at, 'y', len));
        for (size_t place = 0; place < len; place++) {
            at[place] = 'y';
            assert_ptr_equal(swift_memchr(at, 'y', len), at + place);
            assert_null(swift_memchr(at, 'y', place));
            at[len - 1] = 'y';
            assert_ptr_equal(swift_memchr(at, 'y', len), at + place);
            at[place] = at[len - 1] = 'x';
        }
    }
    take_down(fenced);
}

static void test_byte_in_front_does_not_count(void **state)
{
    (void)state;
    struct fenced fenced = fence();
    for (size_t offset = 1; offset < 64; offset++) {
        memset(fenced.start, 'y', offset);
        assert_null(swift_memchr(fenced.start + offset, 'y', ROOM));
        fenced.start[offset + ROOM] = 'y';
        assert_null(swift_memchr(fenced.start + offset, 'y', ROOM));
        assert_ptr_equal(swift_memchr(fenced.start + offset, 'y', ROOM + 1), fenced.start + offset + ROOM);
        fenced.start[offset + ROOM] = 'x';
    }
    take_down(fenced);
}

static void test_byte_is_taken_as_unsigned(void **state)
{
    (void)state;
    struct fenced fenced = fence();
    fenced.start[100] = 0xFF;
    assert_ptr_equal(swift_memchr(fenced.start, -1, ROOM), fenced.start + 100);
    assert_ptr_equal(swift_memchr(fenced.start, 0x1FF, ROOM), fenced.start + 100);
    take_down(fenced);
}

/* Some callers know that the byte is there, and say no length. */
static void test_length_beyond_memory(void **state)
{
    (void)state;
    struct fenced fenced = fence();
    for (size_t back = 1; back <= 40; back++) {
        fenced.end[-1] = 'y';
        assert_ptr_equal(swift_memchr(fenced.end - back, 'y', SIZE_MAX), fenced.end - 1);
    }
    take_down(fenced);
}

/* --- memmem() --- */

static void assert_found_as_plainly(const unsigned char *at, size_t len, const unsigned char *word, size_t word_len)
{
    assert_ptr_equal(swift_memmem(at, len, word, word_len), plain_find(at, len, word, word_len));
}

static void test_word_of_chance(void **state)
{
    (void)state;
    struct fenced fenced = fence();
    unsigned char word[40];
    srandom(1);
    for (int round = 0; round < 20000; round++) {
        /* Two letters: much is nearly found. */
        size_t len = (size_t)random() % ROOM, word_len = 1 + (size_t)random() % sizeof word;
        unsigned char *at = fenced.end - len;
        for (size_t i = 0; i < len; i++)
            at[i] = random() % 8 != 0 ? 'a' : 'b';
        for (size_t i = 0; i < word_len; i++)
            word[i] = random() % 8 != 0 ? 'a' : 'b';
        assert_found_as_plainly(at, len, word, word_len);
        if (word_len <= len) {
            memcpy(at + (size_t)random() % (len - word_len + 1), word, word_len);
            assert_non_null(swift_memmem(at, len, word, word_len));
            assert_found_as_plainly(at, len, word, word_len);
        }
    }
    take_down(fenced);
}

static void test_word_at_every_place(void **state)
{
    (void)state;
    struct fenced fenced = fence();
    static const unsigned char word[] = "external_secrets";
    size_t word_len = sizeof word - 1;
    for (size_t place = 0; place + word_len <= ROOM; place++) {
        unsigned char *at = fenced.end - ROOM;
        memset(at, 'e', ROOM);
        memcpy(at + place, word, word_len);
        assert_ptr_equal(swift_memmem(at, ROOM, word, word_len), at + place);
        assert_null(swift_memmem(at, place + word_len - 1, word, word_len));
    }
    take_down(fenced);
}

static void test_word_at_the_edges(void **state)
{
    (void)state;
    static const char text[] = "abc";
    assert_ptr_equal(swift_memmem(text, 3, "", 0), text);
    assert_ptr_equal(swift_memmem(text, 0, "", 0), text);
    assert_null(swift_memmem(text, 3, "abcd", 4));
    assert_null(swift_memmem(text, 0, "a", 1));
    assert_ptr_equal(swift_memmem(text, 3, "abc", 3), text);
}

/* --- explicit_bzero() --- */

static void test_wipes_what_is_named(void **state)
{
    (void)state;
    struct fenced fenced = fence();
    swift_bzero(fenced.start + 3, 70);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(fenced.start[i], i >= 3 && i < 73 ? 0 : 'x');
    take_down(fenced);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_byte_at_every_place),
        cmocka_unit_test(test_byte_in_front_does_not_count),
        cmocka_unit_test(test_byte_is_taken_as_unsigned),
        cmocka_unit_test(test_length_beyond_memory),
        cmocka_unit_test(test_word_of_chance),
        cmocka_unit_test(test_word_at_every_place),
        cmocka_unit_test(test_word_at_the_edges),
        cmocka_unit_test(test_wipes_what_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
