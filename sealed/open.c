/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/open.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/abandon.h"
#include "base/alloc.h"
#include "base/limits.h"
#include "sealed/explain.h"
#include "sealed/format.h"

enum {
    MODULUS_BYTES_HIGH = LIMIT_KEY_BITS_HIGH / 8,
    SECRETS_A_THREAD = 4, /* enough to keep all threads busy, however long each takes */
    STRINGS_AT_ONCE = 8,
};

/* What all threads share. `next` hands out the requests of a round in order; none behind `failed` needs to be looked at. `good`
 * is the key that opened a string last. */
struct batch {
    const struct keyring *ring;
    const struct open_options *options;
    struct open_request *requests;
    size_t *round; /* indexes of requests, ascending */
    size_t count;  /* of the round */
    bool together; /* the strings of one Secret, which one key will have sealed, go to one thread */
    atomic_size_t next, failed, good;
};

struct worker {
    struct batch *batch;
    pthread_t thread;
    size_t good;                /* the key that opened a string of this worker last */
    struct crypto_key **copies; /* of the ring's keys, made when first tried */
    struct arena arena;         /* what the string at hand needs, and its failure */
    struct secret block;        /* what the last private operation left */
    struct failure failure;     /* a worker stops at its first one: it is handed none in front of it any more */
    struct err err;
    struct abandon_guard guard;
};

/* One string on its way. */
struct attempt {
    size_t index;
    struct open_request *request;
    struct sealed_parts parts;
    struct oaep_hash labels[SCOPE_COUNT];
};

static const size_t no_key = SIZE_MAX;

static struct crypto_key *own_copy(struct worker *worker, size_t key)
{
    if (worker->copies[key] == NULL)
        worker->copies[key] = crypto_key_copy(worker->batch->ring->items[key].key);
    return worker->copies[key];
}

/* The session key stands in the block from `at` on. */
static enum outcome open_message(struct worker *worker, const struct attempt *attempt, size_t at)
{
    struct open_request *request = attempt->request;
    struct text gcm = attempt->parts.gcm;
    size_t session_len = worker->block.len - at;
    if (session_len != 16 && session_len != 24 && session_len != 32)
        return OUTCOME_CHANGED;
    request->plaintext = secret_new(gcm.len - CRYPTO_GCM_TAG_BYTES, SECRET_WIPED);
    int opened = crypto_open_gcm(worker->block.bytes + at, session_len, gcm, &request->plaintext, &worker->err);
    if (opened <= 0)
        return opened == 0 ? OUTCOME_CHANGED : OUTCOME_BROKEN;
    return request->plaintext.len == 0 && !worker->batch->options->allow_empty ? OUTCOME_EMPTY : OUTCOME_OPENED;
}

static enum outcome try_key(struct worker *worker, const struct attempt *attempt, size_t key)
{
    struct batch *batch = worker->batch;
    struct text rsa = attempt->parts.rsa;
    uint8_t padded[MODULUS_BYTES_HIGH] = {0};
    size_t bytes = batch->ring->items[key].public.modulus.len, message_at;
    memcpy(padded + bytes - rsa.len, rsa.at, rsa.len);
    if (crypto_private(own_copy(worker, key), padded, worker->block.bytes, &worker->err) < 0)
        return OUTCOME_BROKEN;
    worker->block.len = bytes;
    struct oaep_hash hash = oaep_unpad(&worker->block, &message_at);
    *array_add(&worker->arena, &worker->failure.hashes) = hash;
    for (unsigned scope = batch->options->min_scope; scope <= batch->options->max_scope; scope++) {
        if (!oaep_hash_equal(&hash, &attempt->labels[scope]))
            continue;
        attempt->request->key = key;
        attempt->request->scope = (enum scope)scope;
        worker->good = key;
        atomic_store_explicit(&batch->good, key, memory_order_relaxed);
        return open_message(worker, attempt, message_at);
    }
    return OUTCOME_NO_KEY;
}

/* Whether a request in front of this one has failed meanwhile. */
static bool pointless(struct batch *batch, size_t index)
{
    return atomic_load_explicit(&batch->failed, memory_order_relaxed) < index;
}

/* Whether a key can have made an RSA part: one of this very size, or (not `exact`) a larger one. */
static bool can_open(const struct sealing_key *key, struct text rsa, bool exact)
{
    size_t bytes = key->public.modulus.len;
    bool size_fits = exact ? bytes == rsa.len : bytes > rsa.len && bytes - rsa.len <= SEALED_RSA_BYTES_CUT;
    return size_fits && public_key_fits(&key->public, rsa);
}

/* All keys of the size, or all larger ones, but the one that was tried before. */
static enum outcome try_others(struct worker *worker, const struct attempt *attempt, bool exact, size_t tried)
{
    const struct keyring *ring = worker->batch->ring;
    enum outcome outcome = OUTCOME_NO_KEY;
    for (size_t key = 0; key < ring->count && outcome == OUTCOME_NO_KEY; key++) {
        if (key == tried || !can_open(&ring->items[key], attempt->parts.rsa, exact))
            continue;
        outcome = pointless(worker->batch, attempt->index) ? OUTCOME_ABANDONED : try_key(worker, attempt, key);
    }
    return outcome;
}

static enum outcome try_keys(struct worker *worker, const struct attempt *attempt)
{
    const struct keyring *ring = worker->batch->ring;
    struct text rsa = attempt->parts.rsa;
    size_t good = worker->good != no_key ? worker->good : atomic_load_explicit(&worker->batch->good, memory_order_relaxed);
    enum outcome outcome = OUTCOME_NO_KEY;
    if (good != no_key && (can_open(&ring->items[good], rsa, true) || can_open(&ring->items[good], rsa, false)))
        outcome = try_key(worker, attempt, good);
    if (outcome == OUTCOME_NO_KEY)
        outcome = try_others(worker, attempt, true, good);
    if (outcome == OUTCOME_NO_KEY)
        outcome = try_others(worker, attempt, false, good);
    return outcome;
}

static enum outcome open_one(struct worker *worker, size_t index)
{
    struct attempt attempt = {.index = index, .request = &worker->batch->requests[index]};
    struct open_label label = attempt.request->label;
    struct failure *failure = &worker->failure;
    arena_clear(&worker->arena);
    *failure = (struct failure){.index = SIZE_MAX};
    if (sealed_parse(&worker->arena, attempt.request->string, &attempt.parts, &worker->err) < 0)
        return OUTCOME_BAD_SHAPE;
    failure->rsa_bytes = attempt.parts.rsa.len;
    for (unsigned scope = 0; scope < SCOPE_COUNT; scope++)
        attempt.labels[scope] = oaep_label_hash(scope_label(&worker->arena, (enum scope)scope, label.namespace, label.name));
    return try_keys(worker, &attempt);
}

static void lower(atomic_size_t *failed, size_t index)
{
    size_t seen = atomic_load(failed);
    while (index < seen && !atomic_compare_exchange_weak(failed, &seen, index))
        continue;
}

/* Whether what stands at `place` in the round goes into another Secret than what stands in front of it. */
static bool begins_secret(const struct batch *batch, size_t place)
{
    const struct open_label *label = &batch->requests[batch->round[place]].label;
    const struct open_label *before = &batch->requests[batch->round[place - 1]].label;
    return !text_equal(label->namespace, before->namespace) || !text_equal(label->name, before->name);
}

/* Whether there are Secrets enough in the round for one thread to get all the strings of one. */
static bool many_secrets(const struct batch *batch, size_t threads)
{
    size_t secrets = 1;
    for (size_t place = 1; place < batch->count; place++)
        secrets += begins_secret(batch, place);
    return secrets / SECRETS_A_THREAD >= threads;
}

/* Hands out the places from *from to *to; false at the end. */
static bool take_places(struct batch *batch, size_t *from, size_t *to)
{
    *from = atomic_load(&batch->next);
    do {
        if (*from >= batch->count)
            return false;
        *to = *from + 1;
        while (batch->together && *to < batch->count && *to - *from < STRINGS_AT_ONCE && !begins_secret(batch, *to))
            ++*to;
    } while (!atomic_compare_exchange_weak(&batch->next, from, *to));
    return true;
}

/* Whether to go on with the next one. */
static bool open_at(struct worker *worker, size_t index)
{
    if (pointless(worker->batch, index))
        return false;
    enum outcome outcome = open_one(worker, index);
    if (outcome == OUTCOME_OPENED)
        return true;
    if (outcome != OUTCOME_ABANDONED) {
        worker->failure.outcome = outcome;
        worker->failure.index = index;
        lower(&worker->batch->failed, index);
    }
    return false;
}

static void open_strings(struct worker *worker)
{
    size_t from, to;
    while (take_places(worker->batch, &from, &to))
        for (; from < to; from++)
            if (!open_at(worker, worker->batch->round[from]))
                return;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    if (setjmp(worker->guard.back) == 0) {
        abandon_guard_begin(&worker->guard);
        open_strings(worker);
    } else {
        lower(&worker->batch->failed, 0);
    }
    abandon_guard_end();
    wipe_dead_stack();
    return NULL;
}

/* Cores that this process may use. */
static size_t core_count(void)
{
    cpu_set_t cores;
    int count = sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 1;
    return count > 0 ? (size_t)count : 1;
}

static size_t thread_count(const struct open_options *options, size_t requests)
{
    size_t threads = options->threads ? options->threads : core_count();
    if (threads > LIMIT_THREADS)
        threads = LIMIT_THREADS;
    return threads < requests ? threads : requests;
}

static void worker_free(struct worker *worker)
{
    for (size_t i = 0; i < worker->batch->ring->count; i++)
        crypto_key_free(worker->copies[i]);
    mem_free(worker->copies);
    secret_free(&worker->block);
    arena_free(&worker->arena);
    err_free(&worker->err);
}

static struct worker *workers_new(struct batch *batch, size_t count)
{
    struct worker *workers = mem_new(size_mul(count, sizeof *workers));
    for (size_t i = 0; i < count; i++) {
        workers[i] = (struct worker){.batch = batch, .good = no_key, .failure = {.index = SIZE_MAX}};
        workers[i].copies = mem_new(size_mul(batch->ring->count, sizeof(struct crypto_key *)));
        workers[i].block = secret_new(MODULUS_BYTES_HIGH, SECRET_LOCKED);
    }
    return workers;
}

/* Runs a round. The calling thread is the first worker, so that a system without a thread to spare opens all the same. */
static void run(struct batch *batch, struct worker *workers, size_t count)
{
    size_t started = 1, wanted = count < batch->count ? count : batch->count;
    batch->together = many_secrets(batch, wanted);
    atomic_store(&batch->next, 0);
    while (started < wanted && pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0)
        started++;
    work(&workers[0]);
    for (size_t i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    for (size_t i = 0; i < started; i++)
        if (workers[i].guard.reason != NULL)
            abandon(workers[i].guard.reason);
}

/* ------------------------------------------------------------------ equal strings */

struct twin {
    struct text string;
    size_t index;
};

static int twin_order(const void *a, const void *b)
{
    const struct twin *left = a, *right = b;
    int order = text_order(left->string, right->string);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

/* first[i]: the first request with the string of request i. */
static size_t *first_twins(const struct open_request *requests, size_t count)
{
    auto_free struct twin *twins = mem_new(size_mul(count, sizeof *twins));
    size_t *first = mem_new(size_mul(count, sizeof *first));
    for (size_t i = 0; i < count; i++)
        twins[i] = (struct twin){requests[i].string, i};
    qsort(twins, count, sizeof *twins, twin_order);
    for (size_t i = 0; i < count; i++) {
        bool again = i > 0 && text_equal(twins[i].string, twins[i - 1].string);
        first[twins[i].index] = again ? first[twins[i - 1].index] : twins[i].index;
    }
    return first;
}

/* A string that opened cluster-wide opens everywhere, one that opened namespace-wide everywhere in its namespace, to the same. */
static bool take_from_twin(const struct open_request *twin, struct open_request *request)
{
    bool fits = twin->scope == SCOPE_CLUSTER_WIDE ||
                (twin->scope == SCOPE_NAMESPACE_WIDE && text_equal(twin->label.namespace, request->label.namespace));
    if (!fits || twin->plaintext.bytes == NULL)
        return false;
    request->plaintext = secret_new(twin->plaintext.len, SECRET_WIPED);
    memcpy(request->plaintext.bytes, twin->plaintext.bytes, twin->plaintext.len);
    request->plaintext.len = twin->plaintext.len;
    request->scope = twin->scope;
    request->key = twin->key;
    return true;
}

/* Every string once; then those that stand again where the first one's scope does not reach. */
static void run_rounds(struct batch *batch, struct worker *workers, size_t threads, size_t count)
{
    auto_free size_t *first = first_twins(batch->requests, count);
    auto_free size_t *round = mem_new(size_mul(count, sizeof *round));
    batch->round = round;
    for (size_t i = 0; i < count; i++)
        if (first[i] == i)
            round[batch->count++] = i;
    run(batch, workers, threads);
    batch->count = 0;
    for (size_t i = 0; i < count && !pointless(batch, i); i++)
        if (first[i] != i && !take_from_twin(&batch->requests[first[i]], &batch->requests[i]))
            round[batch->count++] = i;
    if (batch->count > 0)
        run(batch, workers, threads);
}

/* ------------------------------------------------------------------ the whole */

/* The failure of the first request that failed; all in front of it are open. */
static int report(const struct batch *batch, struct worker *workers, size_t threads, size_t count, struct err *err)
{
    struct worker *first = &workers[0];
    for (size_t i = 1; i < threads; i++)
        if (workers[i].failure.index < first->failure.index)
            first = &workers[i];
    *err = first->err;
    first->err = (struct err){0};
    explain_failure(batch->ring, batch->options, &batch->requests[first->failure.index], &first->failure, err);
    for (size_t i = 0; i < count; i++)
        secret_free(&batch->requests[i].plaintext);
    return -1;
}

int open_all(const struct keyring *ring, const struct open_options *options, struct open_request *requests, size_t count,
             size_t *failed, struct err *err)
{
    struct batch batch = {.ring = ring, .options = options, .requests = requests};
    size_t threads = thread_count(options, count);
    atomic_init(&batch.next, 0);
    atomic_init(&batch.failed, SIZE_MAX);
    atomic_init(&batch.good, no_key);
    if (count == 0)
        return 0;
    auto_free struct worker *workers = workers_new(&batch, threads);
    run_rounds(&batch, workers, threads, count);
    int result = 0;
    *failed = atomic_load(&batch.failed);
    if (*failed < count)
        result = report(&batch, workers, threads, count, err);
    for (size_t i = 0; i < threads; i++)
        worker_free(&workers[i]);
    return result;
}
