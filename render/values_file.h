/* SPDX-License-Identifier: Apache-2.0
 *
 * values_file: values from outside the stream, merged as Helm merges `--values` files: mappings key by key, anything else replaced
 * by the later file, null deletes (Helm, pkg/chartutil/coalesce.go and cli/values).
 */
#ifndef RENDER_VALUES_FILE_H
#define RENDER_VALUES_FILE_H

#include "render/document.h"

/* Parses and merges the files; *out is NULL where all are empty. Nodes keep the places in their own files. ERR_INPUT: no mapping,
 * a key twice, bad YAML. */
int values_files_merge(const struct run *run, const struct stream_parts *files, const struct node **out, struct err *err);

#endif
