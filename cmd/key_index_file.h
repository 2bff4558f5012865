/* SPDX-License-Identifier: Apache-2.0
 *
 * key_index_file: the file of --key-index, which several runs may share (sealed/key_index.h).
 *
 * It is read at the start. At the end, where there is something to add, it is locked, read again, and exchanged as a whole by
 * rename, 0600: two runs at once lose nothing, and whoever reads needs no lock. What is no key index is never written over. A file
 * that cannot be read or written is a warning: the run does its work without.
 *
 * Where the sandbox is entered in between (cmd/sandbox.h) no file can be written any more. A process that was forked before keys
 * were read does it then. It gets entries of a fixed size through a pipe, as many as an index may have, and puts them into lines
 * itself; whoever had taken over the parser could make it write wrong entries, which cost time, and nothing else.
 */
#ifndef CMD_KEY_INDEX_FILE_H
#define CMD_KEY_INDEX_FILE_H

#include "base/note.h"
#include "cmd/invocation.h"
#include "sealed/key_index.h"

struct key_index_file {
    const char *path; /* NULL: there is none, or it cannot be used */
    struct key_index index;
    bool has_writer;
    int entries,
        ended; /* the writer's pipes: what it is to add; it writes nothing on the other, whose end says that it has ended */
};

/* Ends a writer without anything to write. */
void key_index_file_free(struct key_index_file *file);
/* Reads the file of --key-index, if one is named. A file that is not there is an empty index. */
void key_index_file_read(struct key_index_file *file, const struct invocation *invocation, struct note_list *notes);
/* Starts the writer. Before keys are read and the sandbox is entered; while there is one thread. */
void key_index_file_start_writer(struct key_index_file *file, const struct invocation *invocation, struct note_list *notes);
/* Writes what was noted in the index, where there is anything: by the writer, who tells of failures itself, or at once. Waits until
 * it is done. */
void key_index_file_keep(struct key_index_file *file, struct note_list *notes);

#endif
