/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

enum { WAIT_MS = 1000, EVERY_MS = 100, BAR_WIDTH = 24, LINE_MAX_BYTES = 160 };

static const char wipe_line[] = "\r\x1b[K";

static int64_t now_ms(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct progress progress_begin(const struct messages *messages)
{
    const char *terminal = getenv("TERM");
    bool moves = terminal != NULL && *terminal != 0 && strcmp(terminal, "dumb") != 0;
    return (struct progress){.wanted = !messages->quiet && moves && isatty(STDERR_FILENO) == 1, .begun = now_ms()};
}

/* Whoever cannot be shown how far it is misses nothing. */
static void put(const char *bytes, size_t len)
{
    auto_err err = {0};
    (void)output_write(STDERR_FILENO, "stderr", &(struct text){bytes, len}, 1, &err);
}

void progress_show(struct progress *progress, size_t done, size_t all, size_t strings)
{
    char line[LINE_MAX_BYTES], bar[BAR_WIDTH + 1] = {0};
    int64_t now = progress->wanted ? now_ms() : 0;
    if (!progress->wanted || all == 0 || now - progress->begun < WAIT_MS || now - progress->drawn < EVERY_MS)
        return;
    size_t full = done * BAR_WIDTH / all;
    memset(bar, '.', BAR_WIDTH);
    memset(bar, '#', full);
    int len = snprintf(line, sizeof line, "%s[%s] %zu of %zu files, %zu sealed strings", wipe_line, bar, done, all, strings);
    put(line, (size_t)len < sizeof line ? (size_t)len : sizeof line - 1);
    progress->shown = true;
    progress->drawn = now;
}

void progress_hide(struct progress *progress)
{
    if (progress->shown)
        put(wipe_line, sizeof wipe_line - 1);
    progress->shown = false;
}
