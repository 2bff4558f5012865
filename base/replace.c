/* SPDX-License-Identifier: Apache-2.0 */
#include "base/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/attributes.h"

/* --- what was read --- */

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* The time of change tells of a new mode, owner or link as well. */
static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size && same_time(a->st_mtim, b->st_mtim) &&
           same_time(a->st_ctim, b->st_ctim);
}

static int changed(const char *path, struct err *err)
{
    err_set(err, ERR_IO, "%s: was changed by somebody else at this moment", path);
    return err_hint(err, "nothing was written to it; run the command again");
}

static int read_between(int descriptor, const char *path, size_t ceiling, struct input *out, struct file_stamp *stamp,
                        struct err *err)
{
    struct stat after;
    auto_input input = {0};
    if (fstat(descriptor, &stamp->status) < 0)
        return err_set(err, ERR_IO, "%s: cannot be read: %s", path, strerror(errno));
    if (input_read(descriptor, path, ceiling, &input, err) < 0)
        return -1;
    if (fstat(descriptor, &after) < 0)
        return err_set(err, ERR_IO, "%s: cannot be read: %s", path, strerror(errno));
    if (S_ISREG(after.st_mode) && !is_same(&stamp->status, &after))
        return changed(path, err);
    *out = input;
    input = (struct input){0};
    return 0;
}

int file_read_stamped(const char *path, size_t ceiling, struct input *out, struct file_stamp *stamp, struct err *err)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return err_set(err, ERR_IO, "%s: cannot be opened: %s", path, strerror(errno));
    int result = read_between(descriptor, path, ceiling, out, stamp, err);
    close(descriptor);
    return result;
}

/* --- signals --- */

static void hold_signals(sigset_t *before)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, before);
}

/* Beyond the size that files may have (ulimit -f) a write fails, and this signal waits, which would end the program. */
static void release_signals(const sigset_t *before)
{
    sigset_t too_large;
    sigemptyset(&too_large);
    sigaddset(&too_large, SIGXFSZ);
    (void)sigtimedwait(&too_large, NULL, &(struct timespec){0});
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

/* --- the exchange --- */

enum { NAME_ROOM = 64, LINKS_MAX = 40 /* as the kernel has it */ };

struct exchange {
    const char *path;               /* as messages call it */
    const struct file_stamp *stamp; /* NULL: there need be no file, and it becomes private */
    int folder;                     /* that of what the path means behind all links; -1: not open */
    char *target;                   /* the last of them, or the path; freed with the exchange */
    const char *name;               /* its last part: what the folder calls it */
    char beside[NAME_ROOM];
};

static void exchange_free(struct exchange *exchange)
{
    if (exchange->folder >= 0)
        close(exchange->folder);
    mem_free(exchange->target);
}

#define auto_exchange __attribute__((cleanup(exchange_free))) struct exchange

static int failed(const struct exchange *exchange, const char *what, struct err *err)
{
    err_set(err, ERR_IO, "%s: %s: %s", exchange->path, what, strerror(errno));
    return -1;
}

/* Opens the folder of the target, which is as seen from the folder before. */
static int enter_folder(struct exchange *exchange, struct err *err)
{
    char *slash = strrchr(exchange->target, '/');
    const char *path = slash == NULL ? "." : slash == exchange->target ? "/" : exchange->target;
    exchange->name = slash == NULL ? exchange->target : slash + 1;
    if (slash != NULL)
        *slash = '\0';
    int before = exchange->folder, now = openat(before < 0 ? AT_FDCWD : before, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (now < 0)
        return failed(exchange, "its folder cannot be opened", err);
    if (before >= 0)
        close(before);
    exchange->folder = now;
    return 0;
}

/* Link by link: the way from the root to here may be closed to us, which realpath() would not like. */
static int find_folder(struct exchange *exchange, struct err *err)
{
    char next[PATH_MAX];
    exchange->target = mem_format("%s", exchange->path);
    for (size_t links = 0; links <= LINKS_MAX; links++) {
        if (enter_folder(exchange, err) < 0)
            return -1;
        ssize_t len = readlinkat(exchange->folder, exchange->name, next, sizeof next - 1);
        if (len < 0)
            return 0; /* no link, or not there: whoever needs it will see */
        next[len] = '\0';
        mem_free(exchange->target);
        exchange->target = mem_format("%s", next);
    }
    errno = ELOOP;
    return failed(exchange, "cannot be found", err);
}

static int check_replaceable(const struct exchange *exchange, struct err *err)
{
    const struct stat *status = &exchange->stamp->status;
    if (!S_ISREG(status->st_mode))
        return err_set(err, ERR_IO, "%s: is no regular file, and cannot be replaced", exchange->path);
    if (status->st_nlink > 1) {
        err_set(err, ERR_IO, "%s: is one of %ju hard links to the same file, and the others would keep what is in it now",
                exchange->path, (uintmax_t)status->st_nlink);
        return err_hint(err, "cp it to another name and mv that over it: then it is a file of its own");
    }
    if (faccessat(exchange->folder, exchange->name, W_OK, AT_EACCESS) < 0)
        return failed(exchange, "cannot be written", err);
    return 0;
}

static int make_beside(struct exchange *exchange, struct err *err)
{
    unsigned char random[8];
    char digits[2 * sizeof random + 1];
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(digits, sizeof digits, random, sizeof random);
    (void)snprintf(exchange->beside, sizeof exchange->beside, ".external-secrets-%s", digits);
    int descriptor = openat(exchange->folder, exchange->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0)
        return descriptor;
    failed(exchange, "cannot be written: no file can be made beside it", err);
    return err_hint(err, "a file is exchanged as a whole, never written in place: its folder must take new files");
}

static int keep_attributes(const struct exchange *exchange, int descriptor, struct err *err)
{
    int old = openat(exchange->folder, exchange->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (old < 0)
        return failed(exchange, "cannot be read", err);
    int result = attributes_copy(old, descriptor);
    if (result < 0)
        failed(exchange, "its access list and other attributes cannot be kept", err);
    close(old);
    return result;
}

/* What the file was becomes what the new one is. The owner before the mode: a change of owner takes bits of the mode away. */
static int keep_status(const struct exchange *exchange, int descriptor, struct err *err)
{
    struct stat status;
    const struct stat *wanted = &exchange->stamp->status;
    if (fstat(descriptor, &status) < 0)
        return failed(exchange, "cannot be written", err);
    if ((status.st_uid != wanted->st_uid || status.st_gid != wanted->st_gid) &&
        fchown(descriptor, wanted->st_uid, wanted->st_gid) < 0) {
        failed(exchange, "its owner and group cannot be kept", err);
        return err_hint(err, "run the command as the user whom the file belongs to");
    }
    if (fchmod(descriptor, wanted->st_mode & 07777) < 0)
        return failed(exchange, "its mode cannot be kept", err);
    return keep_attributes(exchange, descriptor, err);
}

static int fill_beside(struct exchange *exchange, int descriptor, const struct text *slices, size_t count, struct err *err)
{
    if (output_write(descriptor, exchange->path, slices, count, err) < 0)
        return err_hint(err, "nothing was changed; it takes room for a second file of this size");
    if (exchange->stamp != NULL && keep_status(exchange, descriptor, err) < 0)
        return -1;
    return fsync(descriptor) < 0 ? failed(exchange, "cannot be written", err) : 0;
}

/* Between this look and the rename somebody else may still write; a moment that no call closes. */
static int check_unchanged(const struct exchange *exchange, struct err *err)
{
    struct stat status;
    bool there = fstatat(exchange->folder, exchange->name, &status, AT_SYMLINK_NOFOLLOW) == 0;
    if (!there && errno != ENOENT)
        return failed(exchange, "cannot be read", err);
    return !there || !is_same(&status, &exchange->stamp->status) ? changed(exchange->path, err) : 0;
}

static int put_in_place(struct exchange *exchange, struct err *err)
{
    if (exchange->stamp != NULL && check_unchanged(exchange, err) < 0)
        return -1;
    if (renameat(exchange->folder, exchange->beside, exchange->folder, exchange->name) < 0)
        return failed(exchange, "cannot be replaced", err);
    *exchange->beside = '\0';
    /* File systems that need no such call refuse it. */
    if (fsync(exchange->folder) < 0 && errno != EINVAL && errno != ENOTSUP)
        return failed(exchange, "was replaced, but may not outlive a power failure", err);
    return 0;
}

static int exchange_now(struct exchange *exchange, const struct text *slices, size_t count, struct err *err)
{
    int descriptor = make_beside(exchange, err);
    if (descriptor < 0)
        return -1;
    int result = fill_beside(exchange, descriptor, slices, count, err);
    if (close(descriptor) < 0 && result == 0)
        result = failed(exchange, "cannot be written", err);
    if (result == 0)
        result = put_in_place(exchange, err);
    if (result < 0 && *exchange->beside != '\0')
        (void)unlinkat(exchange->folder, exchange->beside, 0);
    return result;
}

static int exchange_held(struct exchange *exchange, const struct text *slices, size_t count, struct err *err)
{
    sigset_t before;
    hold_signals(&before);
    int result = exchange_now(exchange, slices, count, err);
    release_signals(&before);
    return result;
}

int file_replace(const char *path, const struct file_stamp *stamp, const struct text *slices, size_t count, struct err *err)
{
    auto_exchange exchange = {.path = path, .stamp = stamp, .folder = -1};
    if (find_folder(&exchange, err) < 0 || check_replaceable(&exchange, err) < 0)
        return -1;
    return exchange_held(&exchange, slices, count, err);
}

int file_write_private(const char *path, const struct text *slices, size_t count, struct err *err)
{
    auto_exchange exchange = {.path = path, .folder = -1};
    return find_folder(&exchange, err) < 0 ? -1 : exchange_held(&exchange, slices, count, err);
}
