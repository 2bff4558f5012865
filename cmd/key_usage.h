/* SPDX-License-Identifier: Apache-2.0
 *
 * key_usage: which sealing key made which of the sealed strings in some files.
 *
 * A key is told from the string alone (sealed/inspect.h): for which Secret a string is, and whether it opens there, matters nothing
 * here. Nothing is decrypted.
 */
#ifndef CMD_KEY_USAGE_H
#define CMD_KEY_USAGE_H

#include "cmd/opener.h"
#include "yaml/tree.h"

struct using_file {
    const char *path;
    size_t strings;
};

/* Of one key: the files with strings that it made, in the order in which they were looked at. */
struct key_use {
    size_t strings;
    struct using_file *items;
    size_t count, room;
};

/* A string that none of the keys made, as far as can be told. */
struct lost_string {
    struct place place;
    struct text path; /* of keys */
    bool damaged;     /* its shape tells nothing; else it is another key's */
};

struct lost_list {
    struct lost_string *items;
    size_t count, room;
};

struct key_usage {
    struct opener *opener;
    struct messages *messages;
    size_t files, strings; /* that were looked at, and found */
    size_t unread;         /* files that could not be read or understood; each was told of */
    bool io_failed;        /* one of them could not even be read */
    struct key_use *keys;  /* one for each of opener->ring */
    struct lost_list lost;
    size_t damaged; /* of them */
};

/* Reads the files that --usage names, with -R and --tracked, loads the opener's keys, and counts; enters the sandbox in between.
 * Lives in the invocation's arena. ERR_INPUT where no string was found, or the keys are all certificates; as survey_run()
 * besides. */
int key_usage_read(struct key_usage *usage, struct err *err);
/* Whether a key that made none of the strings found may have made another: of a file that could not be read, or a damaged one. */
bool key_usage_hides(const struct key_usage *usage);
/* 0 where it is known of every string which key made it; else -1, with ERR_ANSWER_NO, or ERR_IO where a file could not be read. */
int key_usage_answer(const struct key_usage *usage, struct err *err);

#endif
