/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "base/base64.h"
#include "base/limits.h"
#include "sealed/oaep.h"
#include "tests/unit/oaep_for_test.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

enum { LEN = 256, DATA_AT = 33, PADDING_AT = 65 };

static const struct oaep_hash no_hash;

static void expect_message(struct text masked, const char *label, struct text message)
{
    auto_secret block = secret_for_test(masked);
    size_t at;
    struct oaep_hash hash = oaep_unpad(&block, &at), expected = oaep_label_hash(text_of(label));
    assert_true(oaep_hash_equal(&hash, &expected));
    assert_true(text_equal((struct text){(const char *)block.bytes + at, block.len - at}, message));
}

static void expect_none(struct text masked)
{
    auto_secret block = secret_for_test(masked);
    size_t at;
    struct oaep_hash hash = oaep_unpad(&block, &at);
    assert_true(oaep_hash_equal(&hash, &no_hash));
    assert_true(at <= block.len);
}

/* What OpenSSL padded. */
static void test_real_blocks(void **state)
{
    struct scene *scene = *state;
    static const struct {
        const char *file, *label;
    } cases[] = {{"one", "team-a/credentials"}, {"three", "team-a"}, {"four", NULL}, {"eight", "team-a/credentials"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text file = key_file_for_test(&scene->arena, arena_format(&scene->arena, "../oaep/%s.block", cases[i].file).at);
        unsigned char *bytes = arena_new(&scene->arena, base64_decoded_max(file.len));
        size_t len, bad_at;
        assert_int_equal(base64_decode(file, bytes, &len, &bad_at), 0);
        expect_message((struct text){(const char *)bytes, len}, cases[i].label, TEXT("a session key of thirty-two byte"));
    }
}

static struct text masked(struct scene *scene, const uint8_t *block, size_t len)
{
    char *copy = arena_string(&scene->arena, (struct text){(const char *)block, len});
    oaep_mask_for_test((uint8_t *)copy, len);
    return (struct text){copy, len};
}

/* From none to the longest that leaves no zeros; one with zeros and ones in it. */
static void test_messages_of_any_length(void **state)
{
    struct scene *scene = *state;
    uint8_t block[LEN], bytes[LEN - PADDING_AT - 1];
    memset(bytes, 7, sizeof bytes);
    for (size_t len = 0; len <= sizeof bytes; len++) {
        struct text message = {(const char *)bytes, len};
        oaep_lay_out_for_test(block, LEN, TEXT("team-a"), message);
        expect_message(masked(scene, block, LEN), "team-a", message);
    }
    struct text message = TEXT("\0\0\1\1\0");
    oaep_lay_out_for_test(block, LEN, TEXT(""), message);
    expect_message(masked(scene, block, LEN), NULL, message);
}

static void test_another_label(void **state)
{
    struct scene *scene = *state;
    uint8_t block[LEN];
    oaep_lay_out_for_test(block, LEN, TEXT("team-a"), TEXT("message"));
    auto_secret padded = secret_for_test(masked(scene, block, LEN));
    size_t at;
    struct oaep_hash hash = oaep_unpad(&padded, &at);
    static const char *const labels[] = {"", "team-b", "team-a/credentials", "team-a\n", "Team-a"};
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        struct oaep_hash other = oaep_label_hash(text_of(labels[i]));
        assert_false(oaep_hash_equal(&hash, &other));
    }
}

/* A hash with any bit changed is another label's. */
static void test_changed_hash(void **state)
{
    struct scene *scene = *state;
    uint8_t block[LEN];
    struct oaep_hash label = oaep_label_hash(TEXT("team-a"));
    oaep_lay_out_for_test(block, LEN, TEXT("team-a"), TEXT("message"));
    for (size_t i = 0; i < OAEP_HASH_BYTES; i++) {
        block[DATA_AT + i] ^= 0x10;
        auto_secret padded = secret_for_test(masked(scene, block, LEN));
        size_t at;
        struct oaep_hash hash = oaep_unpad(&padded, &at);
        assert_false(oaep_hash_equal(&hash, &label));
        block[DATA_AT + i] ^= 0x10;
    }
}

static void test_first_byte(void **state)
{
    struct scene *scene = *state;
    uint8_t block[LEN];
    oaep_lay_out_for_test(block, LEN, TEXT("team-a"), TEXT("message"));
    for (unsigned first = 1; first < 256; first++) {
        block[0] = (uint8_t)first;
        expect_none(masked(scene, block, LEN));
    }
    block[0] = 0;
    expect_message(masked(scene, block, LEN), "team-a", TEXT("message"));
}

/* Anything but zero in front of the one. */
static void test_padding(void **state)
{
    struct scene *scene = *state;
    uint8_t block[LEN];
    oaep_lay_out_for_test(block, LEN, TEXT("team-a"), TEXT("message"));
    for (size_t i = PADDING_AT; i < LEN - 8; i++) {
        for (unsigned other = 2; other < 512; other *= 2) {
            block[i] = (uint8_t)(other < 256 ? other : 255);
            expect_none(masked(scene, block, LEN));
        }
        block[i] = 0;
    }
}

static void test_no_one(void **state)
{
    struct scene *scene = *state;
    uint8_t block[LEN];
    oaep_lay_out_for_test(block, LEN, TEXT("team-a"), TEXT(""));
    expect_message(masked(scene, block, LEN), "team-a", TEXT(""));
    block[LEN - 1] = 0;
    expect_none(masked(scene, block, LEN));
    block[LEN - 1] = 2;
    expect_none(masked(scene, block, LEN));
}

/* Too short to be of any key that is let in. */
static void test_short_blocks(void **state)
{
    struct scene *scene = *state;
    uint8_t block[PADDING_AT + 1];
    oaep_lay_out_for_test(block, sizeof block, TEXT("team-a"), TEXT(""));
    expect_message(masked(scene, block, sizeof block), "team-a", TEXT(""));
    for (size_t len = 0; len < sizeof block; len++)
        expect_none((struct text){(const char *)block, len});
}

static void test_random_blocks(void **state)
{
    (void)state;
    uint8_t block[LEN];
    for (size_t i = 0; i < 1000; i++) {
        randombytes_buf(block, sizeof block);
        block[0] |= 1;
        expect_none((struct text){(const char *)block, sizeof block});
    }
}

/* What is padded comes out again, at every size of message and of block; one byte more does not fit. */
static void test_padded_and_back(void **state)
{
    (void)state;
    static const size_t blocks[] = {PADDING_AT + 1, PADDING_AT + 2, 98, 256, 384, 512, LIMIT_KEY_BITS_HIGH / 8};
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        size_t most = blocks[i] - PADDING_AT - 1;
        struct oaep_hash hash = oaep_label_hash(TEXT("team-a/credentials"));
        auto_secret message = secret_new(most + 1, SECRET_WIPED), block = secret_new(blocks[i], SECRET_WIPED);
        randombytes_buf(message.bytes, message.room);
        block.len = block.room;
        for (message.len = 0; message.len <= most; message.len += blocks[i] > 256 ? 37 : 1) {
            randombytes_buf(block.bytes, block.len);
            assert_int_equal(oaep_pad(&hash, &message, &block), 0);
            assert_int_equal(block.bytes[0], 0);
            expect_message((struct text){(const char *)block.bytes, block.len}, "team-a/credentials",
                           (struct text){(const char *)message.bytes, message.len});
        }
        message.len = most + 1;
        assert_int_equal(oaep_pad(&hash, &message, &block), -1);
    }
    auto_secret message = secret_new(1, SECRET_WIPED), block = secret_new(PADDING_AT, SECRET_WIPED);
    struct oaep_hash hash = oaep_label_hash(TEXT(""));
    for (block.len = 0; block.len <= PADDING_AT; block.len++)
        assert_int_equal(oaep_pad(&hash, &message, &block), -1);
}

/* The same message twice is padded in two ways. */
static void test_padding_is_random(void **state)
{
    (void)state;
    auto_secret message = secret_for_test(TEXT("message")), first = secret_new(LEN, SECRET_WIPED),
                second = secret_new(LEN, SECRET_WIPED);
    struct oaep_hash hash = oaep_label_hash(TEXT("team-a"));
    first.len = second.len = LEN;
    assert_int_equal(oaep_pad(&hash, &message, &first), 0);
    assert_int_equal(oaep_pad(&hash, &message, &second), 0);
    assert_false(secret_equal(&first, &second));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_real_blocks),
        in_a_scene(test_messages_of_any_length),
        in_a_scene(test_another_label),
        in_a_scene(test_changed_hash),
        in_a_scene(test_first_byte),
        in_a_scene(test_padding),
        in_a_scene(test_no_one),
        in_a_scene(test_short_blocks),
        cmocka_unit_test(test_random_blocks),
        cmocka_unit_test(test_padded_and_back),
        cmocka_unit_test(test_padding_is_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
