/* SPDX-License-Identifier: Apache-2.0
 *
 * opener: joins the wish to open sealed strings to the keys that the user gave.
 *
 * Keys come from --sealing-key and from the text in EXTERNAL_SECRETS_SEALING_KEY_DATA. The files are read before the first document
 * is parsed, since behind that no file can be opened (cmd/sandbox.h). What stands in them counts when the first string has to be
 * opened, not before, nor does a file that could not be read: most runs open nothing.
 */
#ifndef CMD_OPENER_H
#define CMD_OPENER_H

#include "base/err.h"
#include "base/note.h"
#include "cmd/invocation.h"
#include "cmd/key_index_file.h"
#include "render/render.h"
#include "sealed/keyring.h"
#include "sealed/scope.h"

struct key_source_list {
    struct key_source *items;
    size_t count, room;
};

struct opener {
    const struct invocation *invocation;
    struct note_list *notes; /* warnings about key files */
    enum scope max_scope;    /* for render() */
    bool allow_empty;        /* an empty plaintext is one, too */
    struct key_source_list sources;
    struct err unread; /* why there are not more of them */
    struct keyring ring;
    bool loaded;
    struct key_index_file index_file;
    struct key_index *index; /* for open_options and inspect_options, once keys were read; NULL: none is to be used */
};

#define auto_opener __attribute__((cleanup(opener_free))) struct opener
void opener_free(struct opener *opener);

/* Checks that the files that were named can be read, without reading them. */
int opener_check(const struct opener *opener, struct err *err);
/* Where the sandbox will be entered: reads the file of --key-index and starts who will write it. In front of opener_read(). */
void opener_start_index(struct opener *opener);
/* Reads them, and the file of --key-index. What goes wrong is told by opener_load(). */
void opener_read(struct opener *opener);
/* Reads one more file or folder, or stdin. */
void opener_read_path(struct opener *opener, const char *path);
void opener_read_stdin(struct opener *opener);
/* Whether any was named, or a key stands in the environment. */
bool opener_has_keys(const struct opener *opener);
/* Understands what was read, once; the ring is sorted then. ERR_SEALED where there are no keys at all. */
int opener_load(struct opener *opener, struct err *err);
/* Writes what the index has learned. When all strings were opened, whether they did or not; what goes wrong is a note. */
void opener_keep_index(struct opener *opener);
/* Refuses a key in the place of its path, without showing it; `origin` is where it stands. */
int opener_check_path(const char *origin, const char *path, struct err *err);
/* What messages tell besides where memory could not be locked, once keys were read. */
void opener_note_unlocked(struct note_list *notes);
/* What render() asks. The opener must live as long as it is used. */
struct render_opener opener_for_render(struct opener *opener, bool opens);

#endif
