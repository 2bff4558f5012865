/* SPDX-License-Identifier: Apache-2.0
 *
 * operations KEY COUNT: does what no opener can do without, COUNT private operations of the crypto library with a key (PEM), on as
 * many threads as there are cores. What opening sealed strings is measured against.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "sealed/private_key.h"

enum { THREADS_MOST = 64 };

struct worker {
    pthread_t thread;
    struct crypto_key *key;
    size_t count;
    int failed;
};

static void *work(void *argument)
{
    struct worker *worker = argument;
    uint8_t number[LIMIT_KEY_BITS_HIGH / 8] = {0}, root[LIMIT_KEY_BITS_HIGH / 8];
    struct err err = {0};
    memset(number + 1, 0x5a, sizeof number - 1);
    for (size_t i = 0; i < worker->count && !worker->failed; i++)
        worker->failed = crypto_private(worker->key, number, root, &err) < 0;
    err_free(&err);
    return NULL;
}

static int run(struct crypto_key *key, size_t count)
{
    static struct worker workers[THREADS_MOST];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t threads = cores < 1 ? 1 : cores > THREADS_MOST ? THREADS_MOST : (size_t)cores;
    int failed = 0;
    for (size_t i = 0; i < threads; i++) {
        workers[i].key = crypto_key_copy(key);
        workers[i].count = count / threads + (i < count % threads);
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            return -1;
    }
    for (size_t i = 0; i < threads; i++) {
        pthread_join(workers[i].thread, NULL);
        failed |= workers[i].failed;
        crypto_key_free(workers[i].key);
    }
    return failed ? -1 : 0;
}

static int load(const char *path, struct crypto_key **key)
{
    auto_input file = {0};
    auto_arena arena = {0};
    auto_err err = {0};
    struct public_key public;
    struct pem_block block;
    if (input_read_file(path, LIMIT_KEY_FILE_BYTES, &file, &err) != 0)
        return -1;
    struct text pem = input_text(&file);
    return pem_next(&pem, &block) && block.closed ? private_key_parse(&arena, &block, key, &public, &err) : -1;
}

int main(int argc, char **argv)
{
    struct crypto_key *key = NULL;
    if (argc != 3 || load(argv[1], &key) != 0) {
        fprintf(stderr, "usage: operations KEY COUNT (an RSA key in PEM)\n");
        return 2;
    }
    int failed = run(key, strtoul(argv[2], NULL, 10));
    crypto_key_free(key);
    return failed == 0 ? 0 : 1;
}
