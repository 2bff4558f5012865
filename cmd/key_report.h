/* SPDX-License-Identifier: Apache-2.0
 *
 * key_report: what `keys` tells of each key, as a table or JSON; never the key.
 */
#ifndef CMD_KEY_REPORT_H
#define CMD_KEY_REPORT_H

#include "cmd/key_usage.h"
#include "sealed/key_list.h"

/* In the arena. `usage`: what is told of the strings that they made, and of those that none of them did; NULL: nothing. */
struct text key_report_table(struct arena *arena, const struct key_list *keys, const struct key_usage *usage);
struct text key_report_json(struct arena *arena, const struct key_list *keys, const struct key_usage *usage);

#endif
