/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/key_index_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/replace.h"
#include "cmd/sandbox.h"

enum {
    LOCK_PAUSE_MS = 10,
    LOCK_PAUSES = 500, /* five seconds, then another run has hung up */
    WRITER_MS = 15000, /* for all that a writer does */
};

/* --- the file --- */

static int failed(const char *path, const char *what, struct err *err)
{
    return err_set(err, ERR_IO, "%s: %s: %s", path, what, strerror(errno));
}

/* Opens what is a file, and neither waits for nor becomes anything else. */
static int open_regular(const char *path, int flags, struct err *err)
{
    struct stat status;
    int descriptor = open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
    if (descriptor < 0)
        return failed(path, "cannot be opened", err);
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode))
        return descriptor;
    close(descriptor);
    return err_set(err, ERR_IO, "%s: is no regular file", path);
}

static int read_index(int descriptor, const char *path, struct key_index *index, struct err *err)
{
    auto_input input = {0};
    if (input_read(descriptor, path, LIMIT_KEY_INDEX_BYTES, &input, err) != 0)
        return -1;
    return key_index_parse(index, input_text(&input), err) == 0 ? 0 : err_wrap(err, "%s", path);
}

/* Whether the path still means the file that is open: another run may have exchanged it while this one waited for the lock. */
static bool is_in_place(int descriptor, const char *path)
{
    struct stat mine, there;
    return fstat(descriptor, &mine) == 0 && stat(path, &there) == 0 && mine.st_dev == there.st_dev && mine.st_ino == there.st_ino;
}

/* The file, open and locked, made where it is not there; the lock goes with the descriptor. */
static int open_locked(const char *path, struct err *err)
{
    for (size_t pauses = 0; pauses < LOCK_PAUSES; pauses++) {
        int descriptor = open_regular(path, O_RDWR | O_CREAT, err);
        if (descriptor < 0)
            return -1;
        bool locked = flock(descriptor, LOCK_EX | LOCK_NB) == 0;
        if (locked && is_in_place(descriptor, path))
            return descriptor;
        int why = errno;
        close(descriptor);
        errno = why;
        if (!locked && why != EWOULDBLOCK && why != EINTR)
            return failed(path, "cannot be locked", err);
        if (!locked)
            (void)nanosleep(&(struct timespec){.tv_nsec = LOCK_PAUSE_MS * 1000000L}, NULL);
    }
    return err_set(err, ERR_IO, "%s: is locked by another run", path);
}

static int exchange(int descriptor, const char *path, const struct key_index_list *entries, struct key_index *index,
                    struct err *err)
{
    if (read_index(descriptor, path, index, err) != 0)
        return -1;
    key_index_merge(index, entries->items, entries->count);
    struct text text = key_index_text(&index->arena, index);
    return file_write_private(path, &text, 1, err);
}

/* Adds entries to the file. */
static int store(const char *path, const struct key_index_list *entries, struct err *err)
{
    struct key_index index = {0};
    int descriptor = open_locked(path, err);
    if (descriptor < 0)
        return -1;
    int result = exchange(descriptor, path, entries, &index, err);
    close(descriptor);
    key_index_free(&index);
    return result;
}

static struct note not_kept(struct arena *arena, const struct err *err)
{
    return (struct note){.kind = NOTE_WARNING,
                         .text = arena_format(arena, "the key index is not written: %s", err->text),
                         .hint = err->hint != NULL ? arena_format(arena, "%s", err->hint) : (struct text){0}};
}

/* --- the writer --- */

_Static_assert(sizeof(struct key_index_entry) == KEY_INDEX_HASH_BYTES + FINGERPRINT_BYTES + 1, "entries are bytes, without gaps");

/* How a process reads what another may have made up: whole entries, whose scope is one. What is cut off is nothing. */
static void receive(int descriptor, struct arena *arena, struct key_index_list *entries)
{
    struct key_index_entry entry;
    size_t got = 0;
    while (entries->count < LIMIT_KEY_INDEX_ENTRIES) {
        ssize_t count = read(descriptor, (unsigned char *)&entry + got, sizeof entry - got);
        if (count <= 0 && !(count < 0 && errno == EINTR))
            return;
        got += count > 0 ? (size_t)count : 0;
        if (got < sizeof entry)
            continue;
        got = 0;
        if (entry.scope <= SCOPE_COUNT)
            *array_add(arena, entries) = entry;
    }
}

/* What the run has is not the writer's: its standard streams (a pipe must see the run's end), its handlers, its keys. */
static void let_go(const struct invocation *invocation)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGTERM};
    struct secret key_data = *invocation->key_data;
    secret_free(&key_data);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        (void)signal(signals[i], SIG_DFL);
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    for (int stream = STDIN_FILENO; stream <= STDOUT_FILENO; stream++)
        if (nothing < 0 || dup2(nothing, stream) < 0)
            close(stream);
}

static _Noreturn void serve(const char *path, const struct invocation *invocation, int descriptor)
{
    struct messages messages = invocation->messages;
    struct arena arena = {0};
    struct key_index_list entries = {0};
    struct err err = {0};
    let_go(invocation);
    receive(descriptor, &arena, &entries);
    if (entries.count > 0 && store(path, &entries, &err) != 0)
        message_note(&messages, &(struct note[]){not_kept(&arena, &err)}[0]);
    _exit(0);
}

static void close_pipes(const int pipes[4])
{
    for (size_t i = 0; i < 4; i++)
        if (pipes[i] >= 0)
            close(pipes[i]);
}

void key_index_file_start_writer(struct key_index_file *file, const struct invocation *invocation, struct note_list *notes)
{
    int pipes[4] = {-1, -1, -1, -1}; /* entries, ended: each its read end first */
    if (file->path == NULL)
        return;
    pid_t writer = pipe2(pipes, O_CLOEXEC) == 0 && pipe2(pipes + 2, O_CLOEXEC) == 0 ? fork() : -1;
    if (writer < 0) {
        note_add(notes, NOTE_WARNING,
                 arena_format(notes->arena, "the key index is not written: no process can be made: %s", strerror(errno)),
                 (struct text){0});
        close_pipes(pipes);
        file->path = NULL;
        return;
    }
    if (writer == 0) {
        close(pipes[1]);
        close(pipes[2]);
        serve(file->path, invocation, pipes[0]);
    }
    close(pipes[0]);
    close(pipes[3]);
    file->has_writer = true;
    file->entries = pipes[1];
    file->ended = pipes[2];
    sandbox_keep_output(file->entries);
}

/* A writer that is gone must not end the run. */
static int send(const struct key_index_file *file, struct err *err)
{
    const struct key_index_list *added = &file->index.added;
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    struct text bytes = {(const char *)added->items, added->count * sizeof *added->items};
    sigemptyset(&ignore.sa_mask);
    if (sigaction(SIGPIPE, &ignore, &before) != 0)
        return err_set(err, ERR_IO, "%s: cannot be written: %s", file->path, strerror(errno));
    int result = output_write(file->entries, file->path, &bytes, 1, err);
    (void)sigaction(SIGPIPE, &before, NULL);
    return result;
}

static void close_writer(struct key_index_file *file)
{
    if (!file->has_writer)
        return;
    close(file->entries);
    close(file->ended);
    file->has_writer = false;
}

/* poll() is left to a process in the sandbox, wait() is not: the pipe's end is the writer's. */
static int keep_by_writer(struct key_index_file *file, struct err *err)
{
    int result = send(file, err);
    close(file->entries);
    struct pollfd ended = {.fd = file->ended, .events = POLLIN};
    while (result == 0 && poll(&ended, 1, WRITER_MS) < 0 && errno == EINTR)
        continue;
    close(file->ended);
    file->has_writer = false;
    return result;
}

/* --- the run --- */

void key_index_file_read(struct key_index_file *file, const struct invocation *invocation, struct note_list *notes)
{
    auto_err err = {0};
    const char *path = value_of(invocation, OPTION_KEY_INDEX).at;
    if (path == NULL)
        return;
    bool missing = access(path, F_OK) != 0 && errno == ENOENT;
    int descriptor = missing ? -1 : open_regular(path, O_RDONLY, &err);
    if (missing || (descriptor >= 0 && read_index(descriptor, path, &file->index, &err) == 0))
        file->path = path;
    else
        note_add(notes, NOTE_WARNING, arena_format(notes->arena, "the key index is not used: %s", err.text),
                 err.kind == ERR_INPUT ? TEXT("it is left as it is; name a file of its own with --key-index") : (struct text){0});
    if (descriptor >= 0)
        close(descriptor);
}

void key_index_file_keep(struct key_index_file *file, struct note_list *notes)
{
    auto_err err = {0};
    const struct key_index *index = &file->index;
    if (file->path == NULL)
        return;
    note_add(notes, NOTE_DETAIL,
             arena_format(notes->arena, "the key index %s: strings whose key was known: %zu, new: %zu", file->path, index->hits,
                          index->added.count),
             (struct text){0});
    if (index->added.count == 0)
        return;
    if ((file->has_writer ? keep_by_writer(file, &err) : store(file->path, &index->added, &err)) != 0) {
        struct note note = not_kept(notes->arena, &err);
        note_add(notes, note.kind, note.text, note.hint);
    }
    file->index.added.count = 0;
}

void key_index_file_free(struct key_index_file *file)
{
    close_writer(file);
    key_index_free(&file->index);
}
