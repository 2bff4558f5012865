/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/open.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "sealed/explain.h"
#include "sealed/format.h"

/* What all threads share. `next` hands out the requests of a round in order; none behind `failed` needs to be looked at. `good`
 * is the pair that opened a string last. */
struct batch {
    const struct keyring *ring;
    const struct open_options *options;
    struct open_request *requests;
    size_t *round; /* indexes of requests, ascending */
    size_t count;  /* of the round */
    atomic_size_t next, failed, good;
};

struct worker {
    struct batch *batch;
    pthread_t thread;
    struct crypto_key **copies; /* of the ring's keys, made when first tried */
    struct secret session;
    struct failure failure; /* a worker stops at its first one: it is handed none in front of it any more */
    struct err err;
};

/* One string on its way. */
struct attempt {
    struct open_request *request;
    struct sealed_parts parts;
    struct text labels[SCOPE_COUNT];
    struct key_choice keys;
};

enum { RANKS = 4 };
static const size_t no_pair = SIZE_MAX;

static size_t pair_of(size_t key, unsigned scope)
{
    return key * SCOPE_COUNT + scope;
}

/* The round in which a pair is tried: the good pair, its key, its scope, all others. */
static unsigned rank_of(size_t good, size_t key, unsigned scope)
{
    if (good == no_pair)
        return RANKS - 1;
    bool same_scope = scope == good % SCOPE_COUNT;
    if (key == good / SCOPE_COUNT)
        return same_scope ? 0 : 1;
    return same_scope ? 2 : 3;
}

static struct crypto_key *own_copy(struct worker *worker, size_t key)
{
    if (worker->copies[key] == NULL)
        worker->copies[key] = crypto_key_copy(worker->batch->ring->items[key].key);
    return worker->copies[key];
}

static enum outcome try_pair(struct worker *worker, struct attempt *attempt, size_t key, unsigned scope)
{
    struct open_request *request = attempt->request;
    int opened = crypto_open_session(own_copy(worker, key), attempt->labels[scope], attempt->parts.rsa, &worker->session,
                                     &worker->err);
    if (opened <= 0)
        return opened == 0 ? OUTCOME_NO_KEY : OUTCOME_BROKEN;
    request->key = key;
    request->scope = (enum scope)scope;
    atomic_store_explicit(&worker->batch->good, pair_of(key, scope), memory_order_relaxed);
    request->plaintext = secret_new(attempt->parts.gcm.len - CRYPTO_GCM_TAG_BYTES, SECRET_WIPED);
    if (!crypto_open_gcm(&worker->session, attempt->parts.gcm, &request->plaintext))
        return OUTCOME_CHANGED;
    return request->plaintext.len == 0 ? OUTCOME_EMPTY : OUTCOME_OPENED;
}

/* Whether a request in front of this one has failed meanwhile. */
static bool pointless(struct batch *batch, size_t index)
{
    return atomic_load_explicit(&batch->failed, memory_order_relaxed) < index;
}

static enum outcome try_pairs(struct worker *worker, struct attempt *attempt, size_t index)
{
    struct batch *batch = worker->batch;
    size_t good = atomic_load_explicit(&batch->good, memory_order_relaxed);
    for (unsigned rank = good == no_pair ? RANKS - 1 : 0; rank < RANKS; rank++) {
        for (size_t i = 0; i < attempt->keys.count; i++) {
            for (unsigned scope = 0; scope <= batch->options->max_scope; scope++) {
                if (rank_of(good, attempt->keys.items[i], scope) != rank)
                    continue;
                if (pointless(batch, index))
                    return OUTCOME_ABANDONED;
                enum outcome outcome = try_pair(worker, attempt, attempt->keys.items[i], scope);
                if (outcome != OUTCOME_NO_KEY)
                    return outcome;
            }
        }
    }
    return OUTCOME_NO_KEY;
}

static enum outcome open_one(struct worker *worker, size_t index)
{
    auto_arena arena = {0};
    struct batch *batch = worker->batch;
    struct attempt attempt = {.request = &batch->requests[index]};
    const struct open_request *request = attempt.request;
    if (sealed_parse(&arena, request->string, &attempt.parts, &worker->err) < 0)
        return OUTCOME_BAD_SHAPE;
    for (unsigned scope = 0; scope < SCOPE_COUNT; scope++)
        attempt.labels[scope] = scope_label(&arena, (enum scope)scope, request->label.namespace, request->label.name);
    attempt.keys = keys_that_fit(&arena, batch->ring, attempt.parts.rsa);
    return try_pairs(worker, &attempt, index);
}

static void lower(atomic_size_t *failed, size_t index)
{
    size_t seen = atomic_load(failed);
    while (index < seen && !atomic_compare_exchange_weak(failed, &seen, index))
        continue;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct batch *batch = worker->batch;
    size_t next;
    while ((next = atomic_fetch_add(&batch->next, 1)) < batch->count && !pointless(batch, batch->round[next])) {
        size_t index = batch->round[next];
        enum outcome outcome = open_one(worker, index);
        if (outcome == OUTCOME_OPENED)
            continue;
        if (outcome != OUTCOME_ABANDONED) {
            worker->failure = (struct failure){outcome, index};
            lower(&batch->failed, index);
        }
        break;
    }
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
    secret_free(&worker->session);
    err_free(&worker->err);
}

static struct worker *workers_new(struct batch *batch, size_t count)
{
    struct worker *workers = mem_new(size_mul(count, sizeof *workers));
    for (size_t i = 0; i < count; i++) {
        workers[i] = (struct worker){.batch = batch, .failure = {OUTCOME_OPENED, SIZE_MAX}};
        workers[i].copies = mem_new(size_mul(batch->ring->count, sizeof(struct crypto_key *)));
        workers[i].session = secret_new(LIMIT_KEY_BITS_HIGH / 8, SECRET_LOCKED);
    }
    return workers;
}

/* Runs a round. The calling thread is the first worker, so that a system without a thread to spare opens all the same. */
static void run(struct batch *batch, struct worker *workers, size_t count)
{
    size_t started = 1, wanted = count < batch->count ? count : batch->count;
    atomic_store(&batch->next, 0);
    while (started < wanted && pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0)
        started++;
    work(&workers[0]);
    for (size_t i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
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
    explain_failure(batch->ring, batch->options, batch->requests, first->failure, err);
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
    atomic_init(&batch.good, no_pair);
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
