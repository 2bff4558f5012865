/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"

#include <sodium.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/abandon.h"
#include "base/alloc.h"
#include "base/sanitizer.h"

static atomic_bool lock_refused;

void secret_lock(const void *at, size_t size)
{
    if (mlock(at, size) != 0)
        atomic_store(&lock_refused, true);
}

bool secret_lock_refused(void)
{
    return atomic_load(&lock_refused);
}

struct secret secret_new(size_t room, enum secret_memory memory)
{
    size_t size = room ? room : 1;
    struct secret secret = {.room = room};
    if (memory == SECRET_WIPED) {
        secret.bytes = mem_new(size);
        return secret;
    }
    secret.bytes = sodium_init() < 0 ? NULL : sodium_malloc(size); /* which ends the program where nobody set it up */
    if (secret.bytes == NULL)
        mem_exhausted();
    secret_lock(secret.bytes, size); /* libsodium has tried, and says nothing */
    sodium_memzero(secret.bytes, size);
    secret.region = region_new(secret.bytes, room);
    return secret;
}

void secret_free(struct secret *secret)
{
    if (secret->bytes != NULL && secret->region != NULL) {
        region_free(secret->region);
        sodium_free(secret->bytes); /* wipes */
    } else if (secret->bytes != NULL) {
        sodium_memzero(secret->bytes, secret->room);
        mem_free(secret->bytes);
    }
    *secret = (struct secret){0};
}

struct secret secret_steal(struct secret *secret)
{
    struct secret stolen = *secret;
    *secret = (struct secret){0};
    return stolen;
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
    return a->len == b->len && (a->len == 0 || sodium_memcmp(a->bytes, b->bytes, a->len) == 0);
}

const char *secret_shown(const struct secret *secret)
{
    (void)secret;
    return "<redacted>";
}

int secret_setup(void)
{
    if (sodium_init() < 0)
        return -1;
    /* Both only make a leak less likely: a system that refuses them is no reason to refuse the work. */
    (void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    /* The leak checker of the sanitizers traces its own process. */
    if (!ADDRESS_SANITIZER)
        (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return 0;
}
