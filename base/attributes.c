/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attributes.h"

#include <errno.h>
#include <linux/limits.h>
#include <string.h>
#include <sys/xattr.h>

#include "base/alloc.h"
#include "base/text.h"

static int copy_one(int from, int to, const char *name, char *value)
{
    ssize_t len = fgetxattr(from, name, value, XATTR_SIZE_MAX);
    if (len >= 0 && fsetxattr(to, name, value, (size_t)len, 0) == 0)
        return 0;
    return text_starts(text_of(name), "system.") || text_starts(text_of(name), "user.") ? -1 : 0;
}

int attributes_copy(int from, int to)
{
    auto_free char *names = mem_new(XATTR_LIST_MAX), *value = mem_new(XATTR_SIZE_MAX);
    ssize_t len = flistxattr(from, names, XATTR_LIST_MAX);
    if (len < 0)
        return errno == ENOTSUP ? 0 : -1;
    for (const char *name = names; name < names + len; name += strlen(name) + 1)
        if (copy_one(from, to, name, value) < 0)
            return -1;
    return 0;
}
