/* SPDX-License-Identifier: Apache-2.0
 *
 * err: why a call failed, in words for the user.
 *
 * A function that can fail takes `struct err *err` last and returns 0, or -1 with err set. It sets err once, where the fact is
 * known, and never on success. A module's border puts its noun in front with err_wrap(). cmd/ prints the error, nobody else.
 * The kind becomes the exit code (docs: README, "Exit codes").
 * A message names places, names and key paths; it never holds a credential or a rejected value of one.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err_kind {
    ERR_NONE = 0,
    ERR_ANSWER_NO = 1, /* the answer is no: findings, differences */
    ERR_USAGE = 2,     /* wrong options or words */
    ERR_INPUT = 3,     /* bad YAML, values, objects; a sealed string of bad shape */
    ERR_SEALED = 4,    /* a well-formed sealed string that does not open */
    ERR_REMOTE = 5,    /* a cluster, vault or other remote refused or was unreachable */
    ERR_IO = 6,        /* reading or writing failed */
};

struct err {
    enum err_kind kind;
    char *text; /* one line, owned by the err */
    char *hint; /* how to mend it, one line, or NULL; owned by the err */
};

#define auto_err __attribute__((cleanup(err_free))) struct err

/* Sets kind and text; always returns -1, so that a caller can `return err_set(...)`. */
int err_set(struct err *err, enum err_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Puts "<formatted>: " in front of the text; returns -1. */
int err_wrap(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Sets the hint in place of an earlier one; returns -1. */
int err_hint(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Puts ": <formatted>" behind the hint. */
void err_hint_more(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Frees what err holds and makes it ERR_NONE again. */
void err_free(struct err *err);

#endif
