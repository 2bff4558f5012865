/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/alloc.h"

static char *format_list(const char *format, va_list args) __attribute__((format(printf, 1, 0)));
static char *format_list(const char *format, va_list args)
{
    char *out = NULL;
    if (vasprintf(&out, format, args) < 0)
        mem_exhausted();
    return out;
}

int err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
    va_list args;
    err_free(err);
    va_start(args, format);
    err->text = format_list(format, args);
    va_end(args);
    err->kind = kind;
    return -1;
}

int err_wrap(struct err *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    auto_free char *front = format_list(format, args);
    va_end(args);
    char *whole = mem_format("%s: %s", front, err->text ? err->text : "");
    mem_free(err->text);
    err->text = whole;
    return -1;
}

int err_hint(struct err *err, const char *format, ...)
{
    va_list args;
    mem_free(err->hint);
    va_start(args, format);
    err->hint = format_list(format, args);
    va_end(args);
    return -1;
}

void err_hint_more(struct err *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    auto_free char *more = format_list(format, args);
    va_end(args);
    char *whole = mem_format("%s: %s", err->hint ? err->hint : "", more);
    mem_free(err->hint);
    err->hint = whole;
}

void err_free(struct err *err)
{
    mem_free(err->text);
    mem_free(err->hint);
    *err = (struct err){0};
}
