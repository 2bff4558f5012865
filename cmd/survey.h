/* SPDX-License-Identifier: Apache-2.0
 *
 * survey: files to sealed strings to what is known of them, some hundred strings at a time, so that all cores have work and memory
 * stays flat however large the tree.
 *
 * Files are read in chunks of SURVEY_FILES or SURVEY_BYTES and understood in batches of about SURVEY_STRINGS, in the order in which
 * they were named. A file that cannot be read or understood is a failure of its own: the others go on.
 */
#ifndef CMD_SURVEY_H
#define CMD_SURVEY_H

#include "base/file.h"
#include "base/note.h"
#include "base/replace.h"
#include "cmd/opener.h"
#include "render/find.h"
#include "sealed/inspect.h"

enum { SURVEY_FILES = 512, SURVEY_STRINGS = 256, SURVEY_BYTES = 16 << 20 };

struct surveyed_file {
    const char *path; /* as messages call it: "stdin" */
    bool is_stdin;
    struct input input;        /* owned, as all that is below */
    struct file_stamp stamp;   /* not of stdin */
    struct render_part part;   /* its bytes */
    struct site_list sites;    /* none where err is set */
    struct inspected *strings; /* one for each site; hints are whole */
    struct note_list notes;    /* what to tell besides; hints may lack */
    struct err err;            /* why it could not be read (ERR_IO) or understood (ERR_INPUT) */
};

/* Some files, whole ones: their strings may be more than SURVEY_STRINGS. */
struct survey_batch {
    struct arena *arena; /* gone when take() returns */
    struct surveyed_file *files;
    size_t count;
    size_t strings; /* of all of them */
};

struct survey {
    const struct invocation *invocation; /* words, -f, -R, --tracked, -n, --name, --scope */
    const struct text_list *named;       /* files and folders in place of words and -f; NULL: those */
    struct opener *opener;               /* its sources are read; without any, shapes alone are looked at */
    const struct public_key *size_of;    /* without private keys: that of the certificate, whose size strings should have. NULL */
    bool keep;                           /* plaintexts are wanted */
    /* Called once where all files were read before the first was understood, which is then: the last moment to give up what is not
     * needed for more than to compute and to write. Not called for a tree that takes several chunks. NULL: nothing to do. */
    void (*all_read)(void *context);
    /* Gets each batch; -1 with err ends the survey. */
    int (*take)(void *context, struct survey_batch *batch, struct err *err);
    void *context; /* of both */
    /* out: */
    size_t files, unread; /* how many there were, and of how many err was set */
    size_t strings;
    bool folders_flat; /* there were folders whose sub-folders nobody looked at */
};

/* Looks at all that the invocation names. A string whose Secret nobody names counts as sealed for -n and --name, where given.
 * -1 with err: ERR_USAGE where options contradict one another or a SealedSecret, nothing to read; what survey_paths_read(),
 * opener_load() and inspect_all() say; take()'s own. */
int survey_run(struct survey *survey, struct err *err);

/* The command that seals another string for the place of one, for hints; in the arena. */
struct text survey_seal_command(const struct invocation *invocation, struct arena *arena, const struct site *site,
                                const struct inspected *string, enum scope scope);

#endif
