/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/tracked_files.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "cmd/child.h"

/* How much of git's own words is kept for a message. */
enum { WORDS_MAX = 4096, READ_BYTES = 8192 };

/* What an earlier git tells those that it starts, as hooks, of its own repository (git rev-parse --local-env-vars): the folder
 * decides here. */
static const char *const foreign[] = {
    "GIT_DIR=",        "GIT_WORK_TREE=",         "GIT_INDEX_FILE=",     "GIT_PREFIX=", "GIT_OBJECT_DIRECTORY=",
    "GIT_COMMON_DIR=", "GIT_LITERAL_PATHSPECS=", "GIT_OPTIONAL_LOCKS=", "LC_ALL=",
};

static bool is_foreign(const char *entry)
{
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        if (text_starts(text_of(entry), foreign[i]))
            return true;
    return false;
}

/* Its words in English, and nothing written: another git may be at work. */
static char **environment_for_git(struct arena *arena)
{
    struct {
        char **items;
        size_t count, room;
    } kept = {0};
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++)
        if (!is_foreign(*entry))
            *array_add(arena, &kept) = *entry;
    *array_add(arena, &kept) = arena_string(arena, TEXT("GIT_OPTIONAL_LOCKS=0"));
    *array_add(arena, &kept) = arena_string(arena, TEXT("LC_ALL=C"));
    *array_add(arena, &kept) = NULL;
    return kept.items;
}

/* One git, and the ends of the pipes that it writes into. */
struct run {
    pid_t process;
    struct pollfd ends[2]; /* its stdout and stderr; closed ones are -1 */
    struct buf texts[2];
};

static int start_git(struct run *run, struct arena *arena, const char *folder, struct err *err)
{
    const char *const words[] = {"git", "-c", "core.fsmonitor=false", "-C", folder, "ls-files", "-z", NULL};
    const struct child git = {.name = "git", .arguments = words, .environment = environment_for_git(arena)};
    int out[2], errors[2];
    if (pipe2(out, O_CLOEXEC) != 0)
        return err_set(err, ERR_IO, "git: cannot be started: %s", strerror(errno));
    if (pipe2(errors, O_CLOEXEC) != 0) {
        close(out[0]);
        close(out[1]);
        return err_set(err, ERR_IO, "git: cannot be started: %s", strerror(errno));
    }
    int result = child_start(&git, out[1], errors[1], &run->process, err);
    close(out[1]);
    close(errors[1]);
    run->ends[0] = (struct pollfd){.fd = out[0], .events = POLLIN};
    run->ends[1] = (struct pollfd){.fd = errors[0], .events = POLLIN};
    return result == 0 ? 0 : err_hint(err, "install git, or name the folder with -R in place of --tracked");
}

/* What has come of one stream; at its end it is closed. */
static int take_some(struct pollfd *end, struct buf *text)
{
    char bytes[READ_BYTES];
    ssize_t got = read(end->fd, bytes, sizeof bytes);
    if (got < 0 && errno != EINTR)
        return -1;
    if (got > 0)
        buf_put(text, (struct text){bytes, (size_t)got});
    if (got == 0) {
        close(end->fd);
        end->fd = -1;
    }
    return 0;
}

static int take_all(struct run *run)
{
    while (run->ends[0].fd >= 0 || run->ends[1].fd >= 0) {
        if (poll(run->ends, 2, -1) < 0 && errno != EINTR)
            return -1;
        for (size_t i = 0; i < 2; i++)
            if (run->ends[i].fd >= 0 && run->ends[i].revents != 0 && take_some(&run->ends[i], &run->texts[i]) != 0)
                return -1;
        if (run->texts[0].full) /* and nobody wants the rest */
            return 0;
    }
    return 0;
}

/* The end of git, whose further output goes nowhere. */
static int end_git(struct run *run)
{
    int status = -1;
    for (size_t i = 0; i < 2; i++)
        if (run->ends[i].fd >= 0)
            close(run->ends[i].fd);
    while (waitpid(run->process, &status, 0) < 0 && errno == EINTR)
        status = -1;
    return status;
}

static struct text first_line(struct text text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] == '\n')
            text.len = i;
    return text_trim(text);
}

/* The bytes that `git ls-files -z` prints. */
static int list_files(struct arena *arena, const char *folder, struct text *out, struct err *err)
{
    struct run run = {.texts = {buf_new(arena, LIMIT_TRACKED_BYTES), buf_new(arena, WORDS_MAX)}, .ends = {{.fd = -1}, {.fd = -1}}};
    if (start_git(&run, arena, folder, err) != 0) {
        close(run.ends[0].fd);
        close(run.ends[1].fd);
        return -1;
    }
    int result = take_all(&run), why = errno, status = end_git(&run);
    if (result != 0)
        return err_set(err, ERR_IO, "git: its output cannot be read: %s", strerror(why));
    if (run.texts[0].full)
        return err_set(err, ERR_INPUT, "%s: the names of the files that Git tracks take more than %zu MiB, which is the limit",
                       folder, LIMIT_TRACKED_BYTES >> 20);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        *out = buf_text(&run.texts[0]);
        return 0;
    }
    struct text words = first_line(buf_text(&run.texts[1]));
    err_set(err, ERR_INPUT, "%s: git does not tell which files it tracks%s" TEXT_FMT, folder, words.len > 0 ? ": " : "",
            TEXT_ARG(words));
    return err_hint(err, "--tracked takes folders of a Git work tree; -R takes any folder");
}

static bool has_ending(struct text name, const char *const *endings)
{
    for (size_t i = 0; endings[i] != NULL; i++)
        if (text_ends(name, endings[i]))
            return true;
    return false;
}

/* Git still tracks what was deleted from the work tree, links, and where submodules are. What a link means is either tracked as
 * well or nothing of this repository's. */
static bool is_there(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 && S_ISREG(status.st_mode);
}

int tracked_files(struct arena *arena, const char *folder, const char *const *endings, struct text_list *out, struct err *err)
{
    struct text listed = {0}, last = {0};
    size_t taken = 0;
    if (list_files(arena, folder, &listed, err) != 0)
        return -1;
    const char *slash = text_ends(text_of(folder), "/") ? "" : "/";
    bool here = text_is(text_of(folder), ".");
    for (size_t at = 0; at < listed.len;) {
        struct text name = {listed.at + at, strnlen(listed.at + at, listed.len - at)};
        at += name.len + 1;
        /* While a merge is under way, a file stands there once for each side. */
        if (!has_ending(name, endings) || text_equal(name, last))
            continue;
        last = name;
        if (taken++ == LIMIT_FOLDER_FILES)
            return err_set(err, ERR_INPUT, "%s: Git tracks more than %d such files, which is the limit", folder,
                           LIMIT_FOLDER_FILES);
        struct text path = here ? arena_copy(arena, name) : arena_format(arena, "%s%s" TEXT_FMT, folder, slash, TEXT_ARG(name));
        if (is_there(path.at))
            *array_add(arena, out) = path;
    }
    return 0;
}
