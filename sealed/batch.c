/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/batch.h"

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/abandon.h"
#include "base/alloc.h"
#include "base/limits.h"

enum {
    SECRETS_A_THREAD = 4, /* enough to keep all threads busy, however long each takes */
    STRINGS_AT_ONCE = 8,
};

struct crew_member {
    struct batch *batch;
    pthread_t thread;
    struct batch_worker worker;
    struct abandon_guard guard;
};

/* --- equal strings --- */

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

static int index_order(const void *a, const void *b)
{
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    return (left > right) - (left < right);
}

/* Links equal items in their order, and makes a place of the first of each. */
static void find_places(struct batch *batch)
{
    auto_free struct twin *twins = mem_new(size_mul(batch->count, sizeof *twins));
    batch->next_equal = mem_new(size_mul(batch->count, sizeof *batch->next_equal));
    batch->places = mem_new(size_mul(batch->count, sizeof *batch->places));
    for (size_t i = 0; i < batch->count; i++)
        twins[i] = (struct twin){batch->items[i].string, i};
    if (batch->count > 0)
        qsort(twins, batch->count, sizeof *twins, twin_order);
    for (size_t i = 0; i < batch->count; i++) {
        bool again = i > 0 && text_equal(twins[i].string, twins[i - 1].string);
        batch->next_equal[twins[i].index] = BATCH_END;
        if (again)
            batch->next_equal[twins[i - 1].index] = twins[i].index;
        else
            batch->places[batch->place_count++] = twins[i].index;
    }
    if (batch->place_count > 0)
        qsort(batch->places, batch->place_count, sizeof *batch->places, index_order);
}

struct batch batch_new(const struct keyring *ring, const struct batch_item *items, size_t count)
{
    struct batch batch = {.ring = ring, .items = items, .count = count};
    atomic_init(&batch.until, SIZE_MAX);
    atomic_init(&batch.next, 0);
    atomic_init(&batch.last_key, UNLOCK_NO_KEY);
    find_places(&batch);
    return batch;
}

void batch_free(struct batch *batch)
{
    mem_free(batch->next_equal);
    mem_free(batch->places);
}

size_t batch_next_equal(const struct batch *batch, size_t index)
{
    return batch->next_equal[index];
}

/* --- what one thread does --- */

void batch_stop_at(struct batch *batch, size_t index)
{
    size_t seen = atomic_load(&batch->until);
    while (index < seen && !atomic_compare_exchange_weak(&batch->until, &seen, index))
        continue;
}

enum unlock_result batch_unlock(struct batch *batch, struct batch_worker *worker, size_t index, struct text rsa, size_t guess,
                                struct unlocked *out, struct err *err)
{
    size_t last = atomic_load_explicit(&batch->last_key, memory_order_relaxed);
    if (last != UNLOCK_NO_KEY)
        unlocker_prefer(&worker->unlocker, last);
    enum unlock_result result = unlock(&worker->unlocker, rsa, guess, (struct unlock_stop){&batch->until, index}, out, err);
    if (result == UNLOCK_FOUND)
        atomic_store_explicit(&batch->last_key, out->key, memory_order_relaxed);
    return result;
}

/* Whether what stands at `place` goes into another Secret than what stands in front of it. */
static bool begins_secret(const struct batch *batch, size_t place)
{
    const struct open_label *label = &batch->items[batch->places[place]].label;
    const struct open_label *before = &batch->items[batch->places[place - 1]].label;
    return !text_equal(label->namespace, before->namespace) || !text_equal(label->name, before->name);
}

/* Whether there are Secrets enough for one thread to get all the strings of one. */
static bool many_secrets(const struct batch *batch, size_t threads)
{
    size_t secrets = 1;
    for (size_t place = 1; place < batch->place_count; place++)
        secrets += begins_secret(batch, place);
    return secrets / SECRETS_A_THREAD >= threads;
}

/* Hands out the places from *from to *to; false at the end. */
static bool take_places(struct batch *batch, size_t *from, size_t *to)
{
    *from = atomic_load(&batch->next);
    do {
        if (*from >= batch->place_count)
            return false;
        *to = *from + 1;
        while (batch->together && *to < batch->place_count && *to - *from < STRINGS_AT_ONCE && !begins_secret(batch, *to))
            ++*to;
    } while (!atomic_compare_exchange_weak(&batch->next, from, *to));
    return true;
}

static void handle_items(struct batch *batch, struct batch_worker *worker)
{
    size_t from, to;
    while (take_places(batch, &from, &to)) {
        for (; from < to; from++) {
            if (atomic_load_explicit(&batch->until, memory_order_relaxed) < batch->places[from])
                return;
            arena_clear(&worker->arena);
            batch->handle(batch->context, worker, batch->places[from]);
        }
    }
}

static void *work(void *argument)
{
    struct crew_member *member = argument;
    if (setjmp(member->guard.back) == 0) {
        abandon_guard_begin(&member->guard);
        handle_items(member->batch, &member->worker);
    } else {
        batch_stop_at(member->batch, 0);
    }
    abandon_guard_end();
    wipe_dead_stack();
    return NULL;
}

/* --- all of them --- */

/* Cores that this process may use. */
static size_t core_count(void)
{
    cpu_set_t cores;
    int count = sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 1;
    return count > 0 ? (size_t)count : 1;
}

static size_t thread_count(const struct batch *batch)
{
    size_t threads = batch->threads ? batch->threads : core_count();
    if (threads > LIMIT_THREADS)
        threads = LIMIT_THREADS;
    return threads < batch->place_count ? threads : batch->place_count;
}

/* The calling thread is the first of the crew, so that a system without a thread to spare does the work all the same. */
static void run_crew(struct crew_member *crew, size_t count)
{
    size_t started = 1;
    while (started < count && pthread_create(&crew[started].thread, NULL, work, &crew[started]) == 0)
        started++;
    work(&crew[0]);
    for (size_t i = 1; i < started; i++)
        pthread_join(crew[i].thread, NULL);
    for (size_t i = 0; i < started; i++)
        if (crew[i].guard.reason != NULL)
            abandon(crew[i].guard.reason);
}

static struct unlocker unlocker_of(const struct batch *batch)
{
    struct unlocker unlocker = unlocker_new(batch->ring);
    for (size_t key = batch->ring->count; batch->used != NULL && key > 0; key--)
        if (batch->used[key - 1])
            unlocker_prefer(&unlocker, key - 1);
    return unlocker;
}

void batch_run(struct batch *batch)
{
    size_t count = thread_count(batch);
    if (count == 0)
        return;
    auto_free struct crew_member *crew = mem_new(size_mul(count, sizeof *crew));
    batch->together = many_secrets(batch, count);
    for (size_t i = 0; i < count; i++)
        crew[i] = (struct crew_member){.batch = batch, .worker = {.unlocker = unlocker_of(batch)}};
    run_crew(crew, count);
    for (size_t i = 0; i < count; i++) {
        unlocker_free(&crew[i].worker.unlocker);
        arena_free(&crew[i].worker.arena);
    }
}
