/* SPDX-License-Identifier: Apache-2.0
 *
 * inspect: what there is to know of each of many sealed strings: which key made it, for which Secret, whether it opens there; and
 * why not.
 *
 * The key is known wherever one of the ring made the string, whatever it was sealed for (sealed/unlock.h). So a wrong label costs
 * no more tries than a right one. Equal strings are opened once.
 *
 * At most one key and label fit a string: another label would need a collision of SHA-256, another key a message that two keys
 * agree on. So the order, the number of threads and timing change what it costs, never what comes out.
 */
#ifndef SEALED_INSPECT_H
#define SEALED_INSPECT_H

#include "base/secret.h"
#include "sealed/key_index.h"
#include "sealed/keyring.h"
#include "sealed/oaep.h"
#include "sealed/scope.h"

enum inspect_result {
    INSPECT_UNTRIED,      /* stands behind the one that inspect_options.stop ended with */
    INSPECT_OPENS,        /* for all its labels; or it has none, and was sealed for one of the run or cluster-wide */
    INSPECT_UNPLACED,     /* it has no labels; a key made it and nothing is changed, for whom is not known */
    INSPECT_SHAPE_ONLY,   /* the ring is empty: the shape is right, and the size where size_of is given */
    INSPECT_EMPTY_STRING, /* nothing stands there */
    INSPECT_PLAIN,        /* no sealed string at all */
    INSPECT_DAMAGED,      /* its shape is (folded, blanks, cut off, alphabet, twice base64); or, where key_found is set, what the
                           * session key protects */
    INSPECT_NO_KEY,       /* no key of the ring made it, or can have by its size; or the RSA part was changed */
    INSPECT_OTHER_LABEL,  /* sealed for another namespace, name or scope than any of its labels; label_found: err says which */
    INSPECT_SHARED,       /* opens for some of its labels, not for all */
    INSPECT_EMPTY,        /* opens, to an empty plaintext */
};

/* One string. What is in: */
struct inspected {
    struct text string; /* as it stands */
    /* Of the Secrets that it serves: each has to be able to open it. One may lack its name, or both (only wider scopes fit then).
     * None at all: nobody knows for what, any label will do. */
    const struct open_label *labels;
    size_t label_count;
    enum scope min_scope, max_scope; /* narrower and wider ones do not open it here */

    /* and what comes out: */
    enum inspect_result result;
    size_t rsa_bytes;            /* of the RSA part, which is as long as the modulus; 0 for a wrong shape */
    size_t tries;                /* private operations that were spent on it and all equal strings together */
    bool key_found;              /* key and label_hash are set */
    size_t key;                  /* index in the keyring */
    struct oaep_hash label_hash; /* what it was sealed for: enough to seal it anew for the same (sealed/seal.h) */
    size_t opens_for;            /* so many of its labels */
    /* Scope and label are set: it was sealed for one of its labels (in whatever scope), for one of inspect_options.known, or
     * cluster-wide. */
    bool label_found;
    enum scope scope;
    struct open_label label; /* of several with this label the first; empty for one that is cluster-wide and has no labels */
    struct secret plaintext; /* with inspect_options.keep, where a key was found and nothing is changed */
    /* For all but OPENS, UNPLACED, SHAPE_ONLY and UNTRIED: ERR_INPUT or ERR_SEALED, and how to mend it; without a place. */
    struct err err;
    /* Where sealing the plaintext anew mends it: the scope for that. The hint ends so that ": " and the command may follow, which
     * only those know who know the place. SCOPE_COUNT: something else does. */
    enum scope anew;
};

struct inspect_options {
    const struct open_label *known; /* of the Secrets elsewhere in the run, for the diagnosis */
    size_t known_count;
    /* Of the certificate, where the ring is empty: a string of another size is not for it. NULL: none. */
    const struct public_key *size_of;
    /* What earlier runs found: the key that it names for a string is tried first, and what is found is noted in it. NULL: none. */
    struct key_index *index;
    /* Of each key of the ring, whether it made a string in an earlier call: those are tried first. What is found is added. NULL:
     * every call begins anew. */
    bool *used;
    bool keep; /* plaintexts are wanted */
    /* The first string, by index, that does not open ends it. What is sealed for another label is not decrypted then, and a
     * plaintext is kept only where it opens. */
    bool stop;
    bool allow_empty; /* an empty plaintext is one, too */
    bool by_hand;     /* somebody typed the label: what mends a failure is another one, not to seal anew */
    size_t threads;   /* 0: one for each core */
};

/* Fills what comes out, of all strings; inspected_free() is for each, whatever is returned. -1 with ERR_IO only where the
 * operation itself fails (sealed/crypto.h). With `stop`, err is set for the first that does not open; those behind it are UNTRIED
 * or have some result. The session key is used only to see whether a string is changed that opens for one of its labels or has
 * none, and for `keep`. */
int inspect_all(const struct keyring *ring, const struct inspect_options *options, struct inspected *strings, size_t count,
                struct err *err);
void inspected_free(struct inspected *one);

#endif
