/* SPDX-License-Identifier: Apache-2.0
 *
 * reseal: what the parts of the subcommand share. For reseal_*.c only.
 *
 * A batch of files is judged string by string, what is to be sealed anew is sealed and opened again together, and then each file is
 * written as a whole or left as it is. What goes wrong with one file is told at once and counted; the others go on.
 */
#ifndef CMD_RESEAL_H
#define CMD_RESEAL_H

#include "cmd/opener.h"
#include "cmd/resealed.h"
#include "cmd/survey.h"

struct reseal_counts {
    size_t resealed, already; /* strings */
    size_t changed;           /* files that were written, or would be */
    size_t left, stuck;       /* files left as they are because something is wrong with them; strings that are the reason */
};

struct reseal {
    struct invocation *invocation;
    struct opener *opener;
    bool in_place, dry_run;
    const struct certificate *certificate; /* to seal for; NULL before the first batch, unless it was named */
    struct certificate named;
    struct resealed resealed; /* strings of this run */
    struct resealed written;  /* files of this run, for those that have several names */
    struct reseal_counts counts;
    enum err_kind worst; /* of what went wrong with files */
    size_t told;         /* errors that were shown */
    struct err last;     /* without --in-place the last one: that of the run */
};

/* What becomes of one string. */
enum reseal_fate {
    RESEAL_PASSES, /* no sealed string, and none that was one: not this command's concern */
    RESEAL_STAYS,  /* sealed for the certificate already */
    RESEAL_CHANGES,
    RESEAL_STUCK, /* no key opens it, or it is damaged */
};

/* One file of a batch. */
struct reseal_file {
    struct surveyed_file *file;
    enum reseal_fate *fates;         /* of each site */
    struct resealed_entry **entries; /* of those that change */
    size_t changes, already, stuck;
};

/* reseal_tell.c: says what is wrong with a file and counts it; err is free again. Of a stream the last one waits: it is the error
 * of the run. Behind LIMIT_NOTES nothing is said any more. */
void reseal_tell(struct reseal *reseal, struct err *err);

/* reseal_strings.c: decides the fates, tells what is stuck or odd, and seals anew what changes in files where nothing is stuck. */
int reseal_strings(struct reseal *reseal, struct survey_batch *batch, struct reseal_file *files, struct err *err);
/* reseal_output.c: writes the file, or stdout, or the lines of --dry-run. -1 with err where the whole run has to end. */
int reseal_output(struct reseal *reseal, struct arena *arena, const struct reseal_file *file, struct err *err);

#endif
