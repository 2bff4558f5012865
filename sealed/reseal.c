/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/reseal.h"

#include "base/alloc.h"
#include "sealed/inspect.h"
#include "sealed/seal.h"

static int differs(struct err *err)
{
    err_set(err, ERR_IO, "what was sealed anew does not open to what it was");
    return err_hint(err, "nothing of it was written: the processor, the memory or the private key is faulty");
}

static bool is_same(const struct inspected *opened, size_t key, const struct resealed_string *string)
{
    return opened->key_found && opened->key == key && oaep_hash_equal(&opened->label_hash, &string->label_hash) &&
           opened->plaintext.bytes != NULL && secret_equal(&opened->plaintext, string->plaintext);
}

/* Anybody may seal for any label: only opening tells that the right key opens it, to the same. */
static int open_again(const struct keyring *ring, size_t key, struct key_index *index, const struct resealed_string *strings,
                      size_t count, struct err *err)
{
    auto_free struct inspected *opened = mem_new(size_mul(count, sizeof *opened));
    for (size_t i = 0; i < count; i++)
        opened[i] = (struct inspected){.string = strings[i].string, .max_scope = SCOPE_CLUSTER_WIDE};
    int result = inspect_all(ring, &(struct inspect_options){.keep = true, .index = index}, opened, count, err);
    for (size_t i = 0; i < count && result == 0; i++)
        if (!is_same(&opened[i], key, &strings[i]))
            result = differs(err);
    for (size_t i = 0; i < count; i++)
        inspected_free(&opened[i]);
    return result;
}

int reseal_all(struct arena *arena, const struct keyring *ring, const struct certificate *certificate, struct key_index *index,
               struct resealed_string *strings, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++)
        if (seal_for_hash(arena, &certificate->public, &strings[i].label_hash, strings[i].plaintext, &strings[i].string, err) < 0)
            return -1;
    size_t key = keyring_find(ring, certificate->fingerprint);
    return count == 0 || key == ring->count ? 0 : open_again(ring, key, index, strings, count, err);
}
