/* SPDX-License-Identifier: Apache-2.0
 *
 * slot_refusal: why no sealed string can be put where a path leads, in words. For slot.c and slot_spot.c only.
 */
#ifndef RENDER_SLOT_REFUSAL_H
#define RENDER_SLOT_REFUSAL_H

#include "render/slot_spot.h"

/* All set err and return -1. */

/* Several spots fit. */
int slot_refuse_several(const struct reading *reading, const struct slot *slot, const struct spot *spots, size_t count,
                        struct err *err);
/* None does; where a part of the file could not be read, that is why. */
int slot_refuse_nowhere(const struct reading *reading, const struct slot *slot, const struct err *broken, struct err *err);
/* Something is wrong with what stands there: `what` behind place and path. */
int slot_refuse(const struct slot *slot, const char *what, struct err *err);
/* A string that was put there serves no Secret. `reading` is of the file as it is. */
int slot_refuse_place(const struct reading *reading, const struct slot *slot, struct err *err);
/* The copy with strings could not be understood: err is set. What is wrong with the file as it is is told with its place there,
 * which may be another one in the copy. */
int slot_refuse_copy(const struct slot_list *slots, struct err *err);

#endif
