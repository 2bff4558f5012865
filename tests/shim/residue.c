/* SPDX-License-Identifier: Apache-2.0
 *
 * What is left in the process when it ends, by exit() and by _exit(): every readable mapping, the command line and the environment
 * are searched for marks, and what is found goes into the file that SHIM_RESIDUE names. SHIM_MARKS names a file of marks, a line
 * each: a name and 16 bytes in hexadecimal digits. SHIM_RESIDUE_CONTROL=1 leaves one mark in memory: it has to be found.
 */
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "tests/shim/shim.h"

enum { MARK_BYTES = 16, MARKS = 400, NAME_BYTES = 48, MAPS_BYTES = 256 * 1024, MASK = 0x5a };

/* Masked, so that the search does not find what it looks for. */
static struct mark {
    char name[NAME_BYTES];
    unsigned char masked[MARK_BYTES];
} marks[MARKS];
static size_t mark_count;
static unsigned char begins[65536 / 8]; /* by a mark's first two bytes */
static char text[MAPS_BYTES];
static volatile unsigned char control[MARK_BYTES];
static int report = -1, maps = -1, more[2] = {-1, -1};
static bool searched;

/* Not read(): other shims stand in front of that. */
static size_t read_all(int descriptor)
{
    size_t len = 0;
    long got;
    while ((got = syscall(SYS_read, descriptor, text + len, sizeof text - 1 - len)) > 0)
        len += (size_t)got;
    text[len] = 0;
    return len;
}

static void say(const char *name, const char *where, unsigned long offset)
{
    char line[400];
    int len = snprintf(line, sizeof line, "%s in %s at %#lx\n", name, where, offset);
    if (len > 0)
        (void)syscall(SYS_write, report, line, (size_t)len);
}

static const struct mark *mark_at(const unsigned char *at)
{
    for (size_t i = 0; i < mark_count; i++) {
        size_t same = 0;
        while (same < MARK_BYTES && at[same] == (marks[i].masked[same] ^ MASK))
            same++;
        if (same == MARK_BYTES)
            return &marks[i];
    }
    return NULL;
}

/* The mappings of the sanitized or plain program alike: no function of a library is called on what may be gone. */
static void search(const unsigned char *from, size_t len, const char *where)
{
    for (size_t i = 0; i + MARK_BYTES <= len; i++) {
        unsigned two = (unsigned)from[i] << 8 | from[i + 1];
        const struct mark *found = (begins[two / 8] >> two % 8 & 1) != 0 ? mark_at(from + i) : NULL;
        if (found != NULL)
            say(found->name, where, i);
    }
}

/* "55d0-55e0 rw-p 00000000 00:00 0    [heap]" */
static void search_mapping(char *line)
{
    char *rest;
    uintptr_t start = strtoul(line, &rest, 16), end = strtoul(rest + 1, &rest, 16);
    if (rest[1] != 'r' || strstr(line, "[vvar") != NULL || strstr(line, "[vsyscall]") != NULL)
        return;
    const unsigned char *bytes;
    memcpy(&bytes, &start, sizeof bytes);
    search(bytes, end - start, rest + 1);
}

static void search_all(void)
{
    if (searched || report < 0)
        return;
    searched = true;
    for (size_t i = 0; i < 2; i++)
        search((const unsigned char *)text, read_all(more[i]), i == 0 ? "/proc/self/cmdline" : "/proc/self/environ");
    read_all(maps);
    for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = 0;
        search_mapping(line);
    }
}

static unsigned digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static void add_mark(const char *line)
{
    struct mark *mark = &marks[mark_count];
    const char *blank = strchr(line, ' ');
    if (mark_count == MARKS || blank == NULL || (size_t)(blank - line) >= NAME_BYTES || strlen(blank + 1) != 2 * (size_t)MARK_BYTES)
        abort();
    memcpy(mark->name, line, (size_t)(blank - line));
    for (size_t i = 0; i < MARK_BYTES; i++)
        mark->masked[i] = (unsigned char)((digit(blank[1 + 2 * i]) << 4 | digit(blank[2 + 2 * i])) ^ MASK);
    unsigned two = (unsigned)(mark->masked[0] ^ MASK) << 8 | (mark->masked[1] ^ MASK);
    begins[two / 8] |= (unsigned char)(1 << two % 8);
    mark_count++;
}

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("SHIM_MARKS");
    int file = path == NULL ? -1 : shim_open(path, O_RDONLY);
    report = shim_report_open("SHIM_RESIDUE");
    maps = shim_open("/proc/self/maps", O_RDONLY);
    more[0] = shim_open("/proc/self/cmdline", O_RDONLY);
    more[1] = shim_open("/proc/self/environ", O_RDONLY);
    if (report < 0)
        return;
    if (file < 0 || maps < 0 || more[0] < 0 || more[1] < 0)
        abort();
    read_all(file);
    (void)syscall(SYS_close, file);
    for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = 0;
        add_mark(line);
    }
    if (shim_number("SHIM_RESIDUE_CONTROL") == 1)
        for (size_t i = 0; i < MARK_BYTES; i++)
            control[i] = marks[0].masked[i] ^ MASK;
}

__attribute__((destructor)) static void end(void)
{
    search_all();
}

_Noreturn void _exit(int code)
{
    search_all();
    for (;;)
        syscall(SYS_exit_group, code);
}
