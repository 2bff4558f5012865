/* SPDX-License-Identifier: Apache-2.0
 *
 * names: what Kubernetes and Azure accept as a name.
 */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* RFC 1123 label: 1 to 63 of a-z, 0-9, `-`, beginning and ending with no `-`. Namespaces, owners, environments. */
bool name_is_label(struct text name);
/* RFC 1123 subdomain: labels joined by dots, at most 253. Stores, Secrets, service accounts. */
bool name_is_subdomain(struct text name);
/* A key of a Secret: 1 to 253 of a-z, A-Z, 0-9, `-`, `_`, `.`; not "." and not beginning with "..". */
bool name_is_secret_key(struct text name);
/* The value of a label: 1 to 63 of a-z, A-Z, 0-9, `-`, `_`, `.`, with a letter or digit at either end. */
bool name_is_label_value(struct text name);
/* 8-4-4-4-12 hexadecimal digits. */
bool name_is_guid(struct text name);
/* Azure Key Vault's rule: 3 to 24 of letters, digits and `-`, beginning with a letter, no `-` at the end or twice in a row. */
bool name_is_vault(struct text name);
/* "https://" and a host of letters, digits, `-`, `.`, `:` behind it, without user, query and fragment. */
bool name_is_https_url(struct text url);
/* Shell patterns of one segment: `*` any run, `?` any one character. */
bool name_matches(struct text pattern, struct text name);

#endif
