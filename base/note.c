/* SPDX-License-Identifier: Apache-2.0 */
#include "base/note.h"

#include "base/limits.h"

void note_add(struct note_list *notes, enum note_kind kind, struct text text, struct text hint)
{
    if (notes->kept[kind] == LIMIT_NOTES) {
        notes->left_out[kind]++;
        return;
    }
    for (size_t i = 0; i < notes->count; i++)
        if (notes->items[i].kind == kind && text_equal(notes->items[i].text, text))
            return;
    struct note *note = array_add(notes->arena, notes);
    *note = (struct note){kind, text, hint};
    notes->kept[kind]++;
}
