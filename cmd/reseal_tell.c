/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "cmd/reseal.h"

void reseal_tell(struct reseal *reseal, struct err *err)
{
    if (err->kind > reseal->worst)
        reseal->worst = err->kind;
    if (!reseal->in_place) {
        struct err before = reseal->last;
        reseal->last = *err;
        *err = before;
    }
    if (err->kind != ERR_NONE && reseal->told++ < LIMIT_NOTES)
        message_error(&reseal->invocation->messages, err);
    err_free(err);
}
