/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/sanitizer.h"
#include "tests/unit/scene_for_test.h"

/* Feeds a pipe from a thread of its own, in pieces. */
struct feed {
    int descriptor;
    size_t total, piece;
};

static char byte_at(size_t i)
{
    return (char)('a' + i * 7 % 26);
}

static void *feed_pipe(void *argument)
{
    struct feed *feed = argument;
    auto_free char *piece = mem_new(feed->piece);
    for (size_t done = 0; done < feed->total;) {
        size_t len = feed->total - done < feed->piece ? feed->total - done : feed->piece;
        for (size_t i = 0; i < len; i++)
            piece[i] = byte_at(done + i);
        ssize_t wrote = write(feed->descriptor, piece, len);
        if (wrote > 0)
            done += (size_t)wrote;
        else if (errno == EAGAIN)
            poll(&(struct pollfd){.fd = feed->descriptor, .events = POLLOUT}, 1, -1);
        else
            break;
    }
    close(feed->descriptor);
    return NULL;
}

static void check_pipe(size_t total, size_t piece, bool blocking)
{
    int ends[2];
    pthread_t feeder;
    auto_input input = {0};
    auto_err err = {0};
    assert_int_equal(pipe2(ends, O_CLOEXEC | (blocking ? 0 : O_NONBLOCK)), 0);
    struct feed feed = {ends[1], total, piece};
    assert_int_equal(pthread_create(&feeder, NULL, feed_pipe, &feed), 0);
    assert_int_equal(input_read(ends[0], "stdin", LIMIT_STREAM_BYTES, &input, &err), 0);
    pthread_join(feeder, NULL);
    close(ends[0]);
    assert_int_equal(input.len, total);
    for (size_t i = 0; i < total; i += total / 997 + 1)
        assert_int_equal(input.bytes[i], byte_at(i));
    assert_int_equal(input_text(&input).len, total);
}

static void test_reads_pipes(void **state)
{
    (void)state;
    check_pipe(0, 1, true);
    check_pipe(10, 1, true);
    check_pipe(256 * 1024, 4096, true);
    check_pipe(256 * 1024 + 1, 4096, true);
    check_pipe(9 * 1024 * 1024 + 17, 65536, true);
    check_pipe(1024 * 1024, 1000, false);
}

static void test_reads_files(void **state)
{
    struct scene *scene = *state;
    const size_t sizes[] = {0, 1, 4095, 4096, 4097, 5 * 1024 * 1024};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        auto_input input = {0};
        auto_err err = {0};
        auto_free char *content = mem_new(sizes[i]);
        for (size_t k = 0; k < sizes[i]; k++)
            content[k] = byte_at(k);
        const char *path = scene_file(scene, "input", (struct text){content, sizes[i]}, 0600);
        assert_int_equal(input_read_file(path, LIMIT_STREAM_BYTES, &input, &err), 0);
        assert_true(text_equal(input_text(&input), (struct text){content, sizes[i]}));
    }
}

static void test_ceiling(void **state)
{
    struct scene *scene = *state;
    const char *path = scene_file(scene, "ten", TEXT("0123456789"), 0600);
    auto_input input = {0};
    auto_err err = {0};
    assert_int_equal(input_read_file(path, 10, &input, &err), 0);
    assert_int_equal(input.len, 10);
    input_free(&input);
    assert_null(input.bytes);
    assert_int_equal(input_read_file(path, 9, &input, &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, arena_format(&scene->arena, "%s: larger than 9 bytes, which is the limit", path).at);
    assert_null(input.bytes);
}

/* What was read of a file before counts neither for the ceiling nor for the room. */
static void test_ceiling_of_the_rest(void **state)
{
    struct scene *scene = *state;
    const char *path = scene_file(scene, "ten", TEXT("0123456789"), 0600);
    const struct {
        off_t at;
        size_t ceiling;
        const char *rest;
    } cases[] = {{0, 9, NULL}, {1, 9, "123456789"}, {1, 8, NULL}, {10, 0, ""}, {11, 0, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        auto_input input = {0};
        auto_err err = {0};
        int descriptor = open(path, O_RDONLY | O_CLOEXEC);
        assert_int_equal(lseek(descriptor, cases[i].at, SEEK_SET), cases[i].at);
        assert_int_equal(input_read(descriptor, "stdin", cases[i].ceiling, &input, &err), cases[i].rest != NULL ? 0 : -1);
        if (cases[i].rest != NULL)
            assert_true(text_is(input_text(&input), cases[i].rest));
        else /* nothing was read to find out */
            assert_int_equal(lseek(descriptor, 0, SEEK_CUR), cases[i].at);
        close(descriptor);
    }
}

static void test_ceiling_of_a_pipe(void **state)
{
    (void)state;
    for (size_t ceiling = 9; ceiling <= 10; ceiling++) {
        int ends[2];
        auto_input input = {0};
        auto_err err = {0};
        assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
        assert_int_equal(write(ends[1], "0123456789", 10), 10);
        close(ends[1]);
        assert_int_equal(input_read(ends[0], "stdin", ceiling, &input, &err), ceiling == 10 ? 0 : -1);
        close(ends[0]);
        if (ceiling == 9)
            assert_string_equal(err.text, "stdin: larger than 9 bytes, which is the limit");
    }
}

/* An input that the reader never holds as a whole in memory twice: what it maps beyond is not touched. */
static void test_memory_stays_near_the_input(void **state)
{
    (void)state;
    struct rusage before, after;
    const size_t total = 64 << 20;
    getrusage(RUSAGE_SELF, &before);
    check_pipe(total, 1 << 20, true);
    getrusage(RUSAGE_SELF, &after);
#if !ADDRESS_SANITIZER
    assert_true((size_t)(after.ru_maxrss - before.ru_maxrss) * 1024 < total + total / 5 + (4 << 20));
#endif
}

static void test_what_cannot_be_read(void **state)
{
    struct scene *scene = *state;
    auto_input input = {0};
    auto_err err = {0};
    const char *missing = scene_path(scene, "missing");
    assert_int_equal(input_read_file(missing, 10, &input, &err), -1);
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(err.text, arena_format(&scene->arena, "%s: cannot be opened: No such file or directory", missing).at);
    assert_int_equal(input_read_file(scene->folder, 10, &input, &err), -1);
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(err.text, arena_format(&scene->arena, "%s: is a folder, not a file", scene->folder).at);
    assert_int_equal(input_read(-1, "stdin", 10, &input, &err), -1);
    assert_string_equal(err.text, "stdin: cannot be read: Bad file descriptor");
}

static void test_writes_slices(void **state)
{
    struct scene *scene = *state;
    const struct text slices[] = {TEXT("a"), {NULL, 0}, TEXT(""), TEXT("bc"), {NULL, 0}};
    auto_input input = {0};
    auto_err err = {0};
    const char *path = scene_path(scene, "output");
    int descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(output_write(descriptor, "output", slices, 5, &err), 0);
    assert_int_equal(output_write(descriptor, "output", NULL, 0, &err), 0);
    assert_int_equal(output_write(descriptor, "output", slices + 1, 2, &err), 0);
    close(descriptor);
    assert_int_equal(input_read_file(path, 100, &input, &err), 0);
    assert_true(text_is(input_text(&input), "abc"));
}

struct drain {
    int descriptor;
    struct input input;
};

static void *drain_pipe(void *argument)
{
    struct drain *drain = argument;
    auto_err err = {0};
    input_read(drain->descriptor, "pipe", LIMIT_STREAM_BYTES, &drain->input, &err);
    return NULL;
}

/* More slices than one writev() takes, into a pipe that takes fewer bytes than it is given and may say "not now". */
static void test_writes_what_a_pipe_takes_in_parts(void **state)
{
    struct scene *scene = *state;
    enum { COUNT = 5000 };
    struct text *slices = arena_new(&scene->arena, COUNT * sizeof *slices);
    size_t total = 0;
    for (size_t i = 0; i < COUNT; i++) {
        slices[i] = arena_format(&scene->arena, "%zu%*s\n", i, (int)(i % 300), "");
        total += slices[i].len;
    }
    int ends[2];
    pthread_t drainer;
    auto_err err = {0};
    assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    struct drain drain = {.descriptor = ends[0]};
    assert_int_equal(pthread_create(&drainer, NULL, drain_pipe, &drain), 0);
    assert_int_equal(output_write(ends[1], "pipe", slices, COUNT, &err), 0);
    close(ends[1]);
    pthread_join(drainer, NULL);
    close(ends[0]);
    assert_int_equal(drain.input.len, total);
    size_t at = 0;
    for (size_t i = 0; i < COUNT; at += slices[i++].len)
        assert_memory_equal(drain.input.bytes + at, slices[i].at, slices[i].len);
    input_free(&drain.input);
}

static void test_what_cannot_be_written(void **state)
{
    (void)state;
    auto_err err = {0};
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_int_equal(output_write(full, "stdout", &TEXT("x"), 1, &err), -1);
    close(full);
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(err.text, "stdout: cannot be written: No space left on device");
}

static struct text joined(struct scene *scene, const struct text_list *files)
{
    struct text all = {0};
    for (size_t i = 0; i < files->count; i++)
        all = arena_format(&scene->arena, TEXT_FMT "%s ", TEXT_ARG(all), files->items[i].at + strlen(scene->folder) + 1);
    return all;
}

static void test_folder(void **state)
{
    struct scene *scene = *state;
    static const char *const yaml[] = {".yaml", ".yml", NULL};
    auto_err err = {0};
    assert_int_equal(mkdir(scene_path(scene, "b"), 0700), 0);
    assert_int_equal(mkdir(scene_path(scene, ".git"), 0700), 0);
    const char *const names[] = {"c.yaml", "a.yml", "B.yaml", "a.txt", ".hidden.yaml", "b/z.yaml", "b/a.yaml", ".git/x.yaml"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        scene_file(scene, names[i], TEXT("x"), 0600);
    assert_int_equal(symlink("a.txt", scene_path(scene, "link.yaml")), 0);
    assert_int_equal(symlink("b", scene_path(scene, "folder.yaml")), 0);
    assert_int_equal(symlink("nothing", scene_path(scene, ".dangling.yaml")), 0);
    assert_int_equal(mkfifo(scene_path(scene, "pipe.yaml"), 0600), 0);
    struct text_list flat = {0}, deep = {0}, all = {0};
    assert_int_equal(folder_files(&scene->arena, scene->folder, yaml, false, &flat, &err), 0);
    assert_true(text_is(joined(scene, &flat), "B.yaml a.yml c.yaml link.yaml "));
    assert_int_equal(folder_files(&scene->arena, scene->folder, yaml, true, &deep, &err), 0);
    assert_true(text_is(joined(scene, &deep), "B.yaml a.yml b/a.yaml b/z.yaml c.yaml link.yaml "));
    assert_int_equal(folder_files(&scene->arena, scene_path(scene, "b/"), NULL, false, &all, &err), 0);
    assert_true(text_is(joined(scene, &all), "b/a.yaml b/z.yaml "));
}

static void test_folder_failures(void **state)
{
    struct scene *scene = *state;
    struct text_list files = {0};
    auto_err err = {0};
    const char *missing = scene_path(scene, "missing"), *link = scene_path(scene, "link.yaml");
    assert_int_equal(folder_files(&scene->arena, missing, NULL, false, &files, &err), -1);
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(err.text, arena_format(&scene->arena, "%s: cannot be opened: No such file or directory", missing).at);
    assert_int_equal(symlink("nothing", link), 0);
    assert_int_equal(folder_files(&scene->arena, scene->folder, NULL, false, &files, &err), -1);
    assert_string_equal(
        err.text, arena_format(&scene->arena, "%s: is a link to nothing that can be read: No such file or directory", link).at);
}

static void test_path_is_folder(void **state)
{
    struct scene *scene = *state;
    assert_true(path_is_folder(scene->folder));
    assert_false(path_is_folder(scene_path(scene, "missing")));
    assert_false(path_is_folder(scene_file(scene, "file", TEXT("x"), 0600)));
}

static void test_folder_depth(void **state)
{
    struct scene *scene = *state;
    auto_err err = {0};
    struct text path = text_of(scene->folder);
    for (size_t depth = 1; depth <= LIMIT_FOLDER_DEPTH + 1; depth++) {
        struct text_list files = {0};
        path = arena_format(&scene->arena, "%s/d", path.at);
        assert_int_equal(mkdir(path.at, 0700), 0);
        int result = folder_files(&scene->arena, scene->folder, NULL, true, &files, &err);
        assert_int_equal(result, depth <= LIMIT_FOLDER_DEPTH ? 0 : -1);
    }
    assert_int_equal(err.kind, ERR_INPUT);
    assert_non_null(strstr(err.text, "/d/d: more than 32 folders deep, which is the limit"));
}

static void test_folder_file_count(void **state)
{
    struct scene *scene = *state;
    auto_err err = {0};
    struct text_list files = {0};
    const char *one = scene_file(scene, "0", TEXT(""), 0600);
    for (size_t i = 1; i < LIMIT_FOLDER_FILES; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s/%zu", scene->folder, i);
        /* Links to one file are made faster than files; a directory takes some 65,000 of them to one inode. */
        if (link(one, name) != 0) {
            one = scene_file(scene, name + strlen(scene->folder) + 1, TEXT(""), 0600);
        }
    }
    assert_int_equal(folder_files(&scene->arena, scene->folder, NULL, false, &files, &err), 0);
    assert_int_equal(files.count, LIMIT_FOLDER_FILES);
    scene_file(scene, "one more", TEXT(""), 0600);
    assert_int_equal(folder_files(&scene->arena, scene->folder, NULL, false, &files, &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(
        err.text, arena_format(&scene->arena, "%s: more than 100000 files and folders, which is the limit", scene->folder).at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_pipes),
        in_a_scene(test_reads_files),
        in_a_scene(test_ceiling),
        in_a_scene(test_ceiling_of_the_rest),
        cmocka_unit_test(test_ceiling_of_a_pipe),
        cmocka_unit_test(test_memory_stays_near_the_input),
        in_a_scene(test_what_cannot_be_read),
        in_a_scene(test_writes_slices),
        in_a_scene(test_writes_what_a_pipe_takes_in_parts),
        cmocka_unit_test(test_what_cannot_be_written),
        in_a_scene(test_folder),
        in_a_scene(test_folder_failures),
        in_a_scene(test_path_is_folder),
        in_a_scene(test_folder_depth),
        in_a_scene(test_folder_file_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
