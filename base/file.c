/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/abandon.h"
#include "base/alloc.h"

enum {
    FIRST_ROOM = 256 * 1024,
    HUGE_PAGE = 2 * 1024 * 1024,
    PIPE_BYTES = 1024 * 1024, /* what a user without privileges may ask for */
    SLICES_AT_ONCE = 512,     /* on the stack; IOV_MAX is 1024 or more wherever there is writev */
};

static size_t rounded_up(size_t size, size_t unit)
{
    return size_add(size, unit - 1) / unit * unit;
}

/* Makes the mapping `room` bytes large. Pages that nothing was read into cost no memory, so there may be many of them. */
static void map_room(struct input *input, size_t room)
{
    room = rounded_up(room, room < HUGE_PAGE ? (size_t)sysconf(_SC_PAGESIZE) : HUGE_PAGE);
    void *pages = input->bytes == NULL
                      ? mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
                      : mremap(input->bytes, input->room, room, MREMAP_MAYMOVE);
    if (pages == MAP_FAILED)
        mem_exhausted();
    /* Large inputs in large pages: a page fault for each 4 KB would cost more than reading them. */
    if (room > 2 * (size_t)HUGE_PAGE)
        (void)madvise(pages, room, MADV_HUGEPAGE);
    input->bytes = pages;
    input->room = room;
    if (input->region == NULL)
        input->region = region_new(pages, 0);
    input->region->at = pages;
}

static int wait_until(int descriptor, short events)
{
    struct pollfd poller = {.fd = descriptor, .events = events};
    return poll(&poller, 1, -1) < 0 && errno != EINTR ? -1 : 0;
}

/* Makes room for what is to be read at first: all that a regular file still has and one byte more, which tells whether it grew.
 * -1 where that is more than the ceiling. */
static int map_first_room(struct input *input, int descriptor, size_t ceiling)
{
    struct stat status;
    size_t room = FIRST_ROOM;
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
        off_t at = lseek(descriptor, 0, SEEK_CUR);
        size_t rest = at > 0 ? (size_t)(at < status.st_size ? status.st_size - at : 0) : (size_t)status.st_size;
        if (rest > ceiling)
            return -1;
        room = rest + 1;
    } else {
        (void)fcntl(descriptor, F_SETPIPE_SZ, PIPE_BYTES); /* fails for anything but a pipe, and may */
    }
    map_room(input, room);
    return 0;
}

static int too_large(const char *name, size_t ceiling, struct err *err)
{
    return err_set(err, ERR_INPUT, "%s: larger than %zu bytes, which is the limit", name, ceiling);
}

int input_read(int descriptor, const char *name, size_t ceiling, struct input *out, struct err *err)
{
    auto_input input = {0};
    if (map_first_room(&input, descriptor, ceiling) < 0)
        return too_large(name, ceiling, err);
    for (;;) {
        if (input.len > ceiling)
            return too_large(name, ceiling, err);
        if (input.len == input.room)
            map_room(&input, size_mul(input.room, 2));
        size_t chunk = input.room - input.len;
        ssize_t got = read(descriptor, input.bytes + input.len, chunk < SSIZE_MAX ? chunk : SSIZE_MAX);
        if (got == 0)
            break;
        if (got > 0)
            input.region->size = input.len += (size_t)got;
        else if (errno == EISDIR)
            return err_set(err, ERR_IO, "%s: is a folder, not a file", name);
        else if (errno != EINTR && (errno != EAGAIN || wait_until(descriptor, POLLIN) < 0))
            return err_set(err, ERR_IO, "%s: cannot be read: %s", name, strerror(errno));
    }
    *out = input;
    input = (struct input){0};
    return 0;
}

int input_read_file(const char *path, size_t ceiling, struct input *out, struct err *err)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return err_set(err, ERR_IO, "%s: cannot be opened: %s", path, strerror(errno));
    int result = input_read(descriptor, path, ceiling, out, err);
    close(descriptor);
    return result;
}

void input_hide(struct input *input)
{
    if (input->bytes != NULL)
        input->region->hidden = mprotect(input->bytes, input->room, PROT_NONE) == 0;
}

void input_show(struct input *input)
{
    if (input->bytes == NULL || !input->region->hidden)
        return;
    if (mprotect(input->bytes, input->room, PROT_READ | PROT_WRITE) != 0)
        mem_exhausted(); /* the kernel has no room to note that neighbouring pages differ */
    input->region->hidden = false;
}

/* The kernel clears pages that a process gives back before anybody else sees them. */
void input_free(struct input *input)
{
    region_free(input->region);
    if (input->bytes != NULL)
        munmap(input->bytes, input->room);
    *input = (struct input){0};
}

struct text input_text(const struct input *input)
{
    return (struct text){input->bytes, input->len};
}

/* Where writing stands: `done` slices are written and `offset` bytes of the next one. */
struct progress {
    const struct text *slices;
    size_t count, done, offset;
};

static void advance(struct progress *progress, size_t written)
{
    while (progress->done < progress->count && written >= progress->slices[progress->done].len - progress->offset) {
        written -= progress->slices[progress->done].len - progress->offset;
        progress->done++;
        progress->offset = 0;
    }
    progress->offset += written;
}

static int fill_vector(const struct progress *progress, struct iovec *vector)
{
    int filled = 0;
    size_t offset = progress->offset;
    for (size_t i = progress->done; i < progress->count && filled < SLICES_AT_ONCE; i++) {
        struct text rest = text_from(progress->slices[i], offset);
        if (rest.len > 0)
            vector[filled++] = (struct iovec){.iov_base = (void *)(uintptr_t)rest.at, .iov_len = rest.len};
        offset = 0;
    }
    return filled;
}

int output_write(int descriptor, const char *name, const struct text *slices, size_t count, struct err *err)
{
    struct iovec vector[SLICES_AT_ONCE];
    struct progress progress = {.slices = slices, .count = count};
    int filled;
    while ((filled = fill_vector(&progress, vector)) > 0) {
        ssize_t wrote = writev(descriptor, vector, filled);
        if (wrote >= 0)
            advance(&progress, (size_t)wrote);
        else if (errno != EINTR && (errno != EAGAIN || wait_until(descriptor, POLLOUT) < 0))
            return err_set(err, ERR_IO, "%s: cannot be written: %s", name, strerror(errno));
    }
    return 0;
}
