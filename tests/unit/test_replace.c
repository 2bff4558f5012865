/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/replace.h"
#include "base/sanitizer.h"
#include "tests/unit/scene_for_test.h"

static const struct text new_bytes[] = {{"new ", 4}, {NULL, 0}, {"bytes\n", 6}};

static void read_stamp(const char *path, struct file_stamp *stamp)
{
    auto_input input = {0};
    auto_err err = {0};
    assert_int_equal(file_read_stamped(path, LIMIT_VALUES_BYTES, &input, stamp, &err), 0);
}

static void check_holds(const char *path, const char *content)
{
    auto_input input = {0};
    auto_err err = {0};
    assert_int_equal(input_read_file(path, LIMIT_VALUES_BYTES, &input, &err), 0);
    assert_true(text_is(input_text(&input), content));
}

/* What a folder holds besides "." and "..". */
static size_t entries(const char *path)
{
    size_t count = 0;
    DIR *folder = opendir(path);
    assert_non_null(folder);
    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count - 2;
}

/* Whether a file keeps what it holds, with this message and nothing beside it. */
static void check_refused(struct scene *scene, const char *path, const struct file_stamp *stamp, const char *says)
{
    auto_err err = {0};
    size_t before = entries(scene->folder);
    assert_int_equal(file_replace(path, stamp, new_bytes, 3, &err), -1);
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(err.text, arena_format(&scene->arena, "%s: %s", path, says).at);
    assert_int_equal(entries(scene->folder), before);
}

/* Runs a test where root's powers would spoil it: as nobody, in a process of its own. */
static void as_nobody(struct scene *scene, void (*run)(struct scene *scene))
{
    if (geteuid() != 0) {
        run(scene);
        return;
    }
    assert_int_equal(chown(scene->folder, 65534, 65534), 0);
    assert_int_equal(seteuid(65534), 0);
    run(scene);
    assert_int_equal(seteuid(0), 0);
}

static void test_replaces(void **state)
{
    struct scene *scene = *state;
    const mode_t modes[] = {0600, 0644, 0640, 0755, 02664};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        struct file_stamp stamp;
        struct stat status;
        auto_err err = {0};
        const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0600);
        assert_int_equal(chmod(path, modes[i]), 0);
        read_stamp(path, &stamp);
        assert_int_equal(file_replace(path, &stamp, new_bytes, 3, &err), 0);
        check_holds(path, "new bytes\n");
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 07777, modes[i]);
        assert_int_not_equal(status.st_ino, stamp.status.st_ino);
        assert_int_equal(entries(scene->folder), 1);
    }
}

static void test_to_nothing_and_back(void **state)
{
    struct scene *scene = *state;
    struct file_stamp stamp;
    auto_err err = {0};
    const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0600);
    read_stamp(path, &stamp);
    assert_int_equal(file_replace(path, &stamp, NULL, 0, &err), 0);
    check_holds(path, "");
    read_stamp(path, &stamp);
    assert_int_equal(file_replace(path, &stamp, new_bytes, 3, &err), 0);
    check_holds(path, "new bytes\n");
}

/* Two replacements with one stamp: the first has made another file of it. */
static void test_a_stamp_is_good_once(void **state)
{
    struct scene *scene = *state;
    struct file_stamp stamp;
    auto_err err = {0};
    const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0600);
    read_stamp(path, &stamp);
    assert_int_equal(file_replace(path, &stamp, new_bytes, 3, &err), 0);
    check_refused(scene, path, &stamp, "was changed by somebody else at this moment");
}

static void test_links_are_followed(void **state)
{
    struct scene *scene = *state;
    struct file_stamp stamp;
    struct stat status;
    auto_err err = {0};
    assert_int_equal(mkdir(scene_path(scene, "elsewhere"), 0700), 0);
    const char *path = scene_file(scene, "elsewhere/values.yaml", TEXT("old\n"), 0640);
    const char *second = scene_path(scene, "second"), *first = scene_path(scene, "first");
    assert_int_equal(symlink("elsewhere/values.yaml", second), 0);
    assert_int_equal(symlink("second", first), 0);
    read_stamp(first, &stamp);
    assert_int_equal(file_replace(first, &stamp, new_bytes, 3, &err), 0);
    check_holds(path, "new bytes\n");
    assert_int_equal(lstat(first, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(lstat(second, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(entries(scene_path(scene, "elsewhere")), 1);
}

/* Absolute ones, too; and those that lead in a circle are not followed for ever. */
static void test_links_to_anywhere(void **state)
{
    struct scene *scene = *state;
    struct file_stamp stamp;
    auto_err err = {0};
    const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0600), *far = scene_path(scene, "far");
    const char *circle = scene_path(scene, "circle");
    assert_int_equal(symlink(path, far), 0);
    assert_int_equal(symlink("circle", circle), 0);
    read_stamp(far, &stamp);
    assert_int_equal(file_replace(far, &stamp, new_bytes, 3, &err), 0);
    check_holds(path, "new bytes\n");
    check_refused(scene, circle, &stamp, "cannot be found: Too many levels of symbolic links");
}

/* The way from the root to the working folder may be closed: names that begin there are good enough. */
static void below_a_closed_folder(struct scene *scene)
{
    struct file_stamp stamp;
    auto_err err = {0};
    assert_int_equal(mkdir(scene_path(scene, "work"), 0700), 0);
    scene_file(scene, "work/values.yaml", TEXT("old\n"), 0600);
    assert_int_equal(chdir(scene_path(scene, "work")), 0);
    assert_int_equal(chmod(scene->folder, 0), 0);
    read_stamp("values.yaml", &stamp);
    int result = file_replace("values.yaml", &stamp, new_bytes, 3, &err);
    assert_int_equal(chmod(scene->folder, 0700), 0);
    assert_int_equal(result, 0);
    check_holds("values.yaml", "new bytes\n");
}

static void test_below_a_closed_folder(void **state)
{
    as_nobody(*state, below_a_closed_folder);
}

static void test_hard_links_are_refused(void **state)
{
    struct scene *scene = *state;
    struct file_stamp stamp;
    const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0600);
    assert_int_equal(link(path, scene_path(scene, "other")), 0);
    read_stamp(path, &stamp);
    check_refused(scene, path, &stamp, "is one of 2 hard links to the same file, and the others would keep what is in it now");
    check_holds(path, "old\n");
}

static void test_no_regular_file(void **state)
{
    struct scene *scene = *state;
    struct file_stamp stamp;
    read_stamp("/dev/null", &stamp);
    auto_err err = {0};
    assert_int_equal(file_replace("/dev/null", &stamp, new_bytes, 3, &err), -1);
    assert_string_equal(err.text, "/dev/null: is no regular file, and cannot be replaced");
    assert_int_equal(entries(scene->folder), 0);
}

static void append(const char *path)
{
    int descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_int_equal(write(descriptor, "x", 1), 1);
    close(descriptor);
}

static void rewrite(const char *path)
{
    const struct timespec later[] = {{.tv_sec = 4000000000}, {.tv_sec = 4000000000}};
    assert_int_equal(utimensat(AT_FDCWD, path, later, 0), 0);
}

static void become_private(const char *path)
{
    const struct timespec moment = {.tv_nsec = 20000000}; /* the clock of file systems ticks a hundred times a second or more */
    nanosleep(&moment, NULL);
    assert_int_equal(chmod(path, 0400), 0);
    assert_int_equal(chmod(path, 0600), 0);
}

static void test_changed_meanwhile(void **state)
{
    struct scene *scene = *state;
    void (*const changes[])(const char *) = {append, rewrite, become_private};
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct file_stamp stamp;
        const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0600);
        read_stamp(path, &stamp);
        changes[i](path);
        check_refused(scene, path, &stamp, "was changed by somebody else at this moment");
        check_holds(path, i == 0 ? "old\nx" : "old\n");
    }
}

static void test_gone_meanwhile(void **state)
{
    struct scene *scene = *state;
    struct file_stamp stamp;
    const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0600);
    read_stamp(path, &stamp);
    assert_int_equal(unlink(path), 0);
    check_refused(scene, path, &stamp, "cannot be written: No such file or directory");
}

/* Another file of the same name and content is another file. */
static void test_exchanged_meanwhile(void **state)
{
    struct scene *scene = *state;
    struct file_stamp stamp;
    const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0600);
    read_stamp(path, &stamp);
    assert_int_equal(rename(scene_file(scene, "other", TEXT("old\n"), 0600), path), 0);
    check_refused(scene, path, &stamp, "was changed by somebody else at this moment");
}

static void in_a_closed_folder(struct scene *scene)
{
    struct file_stamp stamp;
    const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0600);
    read_stamp(path, &stamp);
    assert_int_equal(chmod(scene->folder, 0500), 0);
    check_refused(scene, path, &stamp, "cannot be written: no file can be made beside it: Permission denied");
    check_holds(path, "old\n");
    assert_int_equal(chmod(scene->folder, 0700), 0);
}

static void of_a_closed_file(struct scene *scene)
{
    struct file_stamp stamp;
    const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0400);
    read_stamp(path, &stamp);
    check_refused(scene, path, &stamp, "cannot be written: Permission denied");
    check_holds(path, "old\n");
}

static void test_no_permission(void **state)
{
    as_nobody(*state, in_a_closed_folder);
}

static void test_a_read_only_file(void **state)
{
    as_nobody(*state, of_a_closed_file);
}

static void of_somebody_else(struct scene *scene)
{
    struct file_stamp stamp;
    const char *path = scene_path(scene, "values.yaml");
    read_stamp(path, &stamp);
    check_refused(scene, path, &stamp, "its owner and group cannot be kept: Operation not permitted");
}

static void test_owner(void **state)
{
    struct scene *scene = *state;
    struct file_stamp stamp;
    struct stat status;
    auto_err err = {0};
    if (geteuid() != 0)
        return; /* nobody else may give files away */
    const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0600);
    assert_int_equal(chown(path, 1, 2), 0);
    assert_int_equal(chmod(path, 06755), 0);
    read_stamp(path, &stamp);
    assert_int_equal(file_replace(path, &stamp, new_bytes, 3, &err), 0);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_uid, 1);
    assert_int_equal(status.st_gid, 2);
    assert_int_equal(status.st_mode & 07777, 06755);
    assert_int_equal(chmod(path, 0666), 0);
    as_nobody(scene, of_somebody_else);
}

static void test_attributes(void **state)
{
    struct scene *scene = *state;
    struct file_stamp stamp;
    char value[16] = "";
    auto_err err = {0};
    const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0600);
    if (setxattr(path, "user.origin", "here", 4, 0) != 0) {
        assert_int_equal(errno, ENOTSUP); /* of this file system */
        return;
    }
    read_stamp(path, &stamp);
    assert_int_equal(file_replace(path, &stamp, new_bytes, 3, &err), 0);
    assert_int_equal(getxattr(path, "user.origin", value, sizeof value), 4);
    assert_memory_equal(value, "here", 4);
}

/* No room: a write beyond the size that files may have fails as one on a full disk does. Its signal must not end the program. */
static void test_no_room(void **state)
{
    struct scene *scene = *state;
    struct file_stamp stamp;
    struct rlimit before, small;
    auto_err err = {0};
    const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0600);
    read_stamp(path, &stamp);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){.rlim_cur = 5, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int result = file_replace(path, &stamp, new_bytes, 3, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(result, -1);
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(err.text, arena_format(&scene->arena, "%s: cannot be written: File too large", path).at);
    assert_string_equal(err.hint, "nothing was changed; it takes room for a second file of this size");
    check_holds(path, "old\n");
    assert_int_equal(entries(scene->folder), 1);
}

static volatile sig_atomic_t arrived;

static void arrive(int number)
{
    arrived = number;
}

/* Somebody sends a signal again and again; each file is as a whole the old or the new one, and nothing lies beside them. */
static void test_signals_wait(void **state)
{
    struct scene *scene = *state;
    const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0600);
    for (unsigned i = 0; i < 40; i++) {
        pid_t child = fork();
        if (child == 0) {
            struct file_stamp stamp;
            auto_input input = {0};
            auto_err err = {0};
            for (;;)
                if (file_read_stamped(path, 100, &input, &stamp, &err) < 0 || file_replace(path, &stamp, new_bytes, 3, &err) < 0)
                    _exit(1);
                else
                    input_free(&input);
        }
        const struct timespec moment = {.tv_nsec = 1000000 + 200000 * i};
        int status;
        nanosleep(&moment, NULL);
        kill(child, SIGTERM);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
        assert_int_equal(entries(scene->folder), 1);
    }
    check_holds(path, "new bytes\n");
}

static void test_signals_come_afterwards(void **state)
{
    struct scene *scene = *state;
    sigset_t before, after;
    struct file_stamp stamp;
    auto_err err = {0};
    const struct sigaction action = {.sa_handler = arrive};
    const char *path = scene_file(scene, "values.yaml", TEXT("old\n"), 0600);
    sigaction(SIGUSR1, &action, NULL);
    sigprocmask(SIG_SETMASK, NULL, &before);
    read_stamp(path, &stamp);
    assert_int_equal(file_replace(path, &stamp, new_bytes, 3, &err), 0);
    sigprocmask(SIG_SETMASK, NULL, &after);
    assert_int_equal(sigismember(&before, SIGUSR1), sigismember(&after, SIGUSR1));
    raise(SIGUSR1);
    assert_int_equal(arrived, SIGUSR1);
}

static void test_reading(void **state)
{
    struct scene *scene = *state;
    struct file_stamp stamp;
    auto_input input = {0};
    auto_err err = {0};
    const char *path = scene_file(scene, "values.yaml", TEXT("0123456789"), 0600);
    assert_int_equal(file_read_stamped(path, 10, &input, &stamp, &err), 0);
    assert_true(text_is(input_text(&input), "0123456789"));
    assert_int_equal(stamp.status.st_size, 10);
    input_free(&input);
    assert_int_equal(file_read_stamped(path, 9, &input, &stamp, &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_null(input.bytes);
    err_free(&err);
    assert_int_equal(file_read_stamped(scene_path(scene, "missing"), 9, &input, &stamp, &err), -1);
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, "missing: cannot be opened: No such file or directory"));
}

static void test_private_files(void **state)
{
    struct scene *scene = *state;
    struct stat status;
    auto_err err = {0};
    const char *path = scene_path(scene, "index");
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(file_write_private(path, new_bytes, 3, &err), 0);
        check_holds(path, "new bytes\n");
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 07777, 0600);
        assert_int_equal(entries(scene->folder), 1);
        scene_file(scene, "index", TEXT("another's"), 0644);
    }
    assert_int_equal(symlink("index", scene_path(scene, "link")), 0);
    assert_int_equal(file_write_private(scene_path(scene, "link"), new_bytes, 3, &err), 0);
    check_holds(path, "new bytes\n");
    assert_int_equal(lstat(scene_path(scene, "link"), &status), 0);
    assert_true(S_ISLNK(status.st_mode));
}

static void test_private_files_without_a_folder(void **state)
{
    struct scene *scene = *state;
    auto_err err = {0};
    const char *path = scene_path(scene, "no/index");
    assert_int_equal(file_write_private(path, new_bytes, 3, &err), -1);
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(err.text,
                        arena_format(&scene->arena, "%s: its folder cannot be opened: No such file or directory", path).at);
    assert_int_equal(chdir(scene->folder), 0);
    err_free(&err);
    assert_int_equal(file_write_private("index", new_bytes, 3, &err), 0);
    check_holds(scene_path(scene, "index"), "new bytes\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_replaces),
        in_a_scene(test_to_nothing_and_back),
        in_a_scene(test_a_stamp_is_good_once),
        in_a_scene(test_links_are_followed),
        in_a_scene(test_links_to_anywhere),
        in_a_scene(test_below_a_closed_folder),
        in_a_scene(test_hard_links_are_refused),
        in_a_scene(test_no_regular_file),
        in_a_scene(test_changed_meanwhile),
        in_a_scene(test_gone_meanwhile),
        in_a_scene(test_exchanged_meanwhile),
        in_a_scene(test_no_permission),
        in_a_scene(test_a_read_only_file),
        in_a_scene(test_owner),
        in_a_scene(test_attributes),
        in_a_scene(test_no_room),
        in_a_scene(test_signals_wait),
        in_a_scene(test_signals_come_afterwards),
        in_a_scene(test_reading),
        in_a_scene(test_private_files),
        in_a_scene(test_private_files_without_a_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
