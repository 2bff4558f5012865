/* SPDX-License-Identifier: Apache-2.0
 *
 * attributes: what a file system keeps of a file besides its bytes and mode: access lists, labels, what users put there.
 */
#ifndef BASE_ATTRIBUTES_H
#define BASE_ATTRIBUTES_H

/* Gives one open file the extended attributes of another. -1 with errno where an access list ("system.") or one of a user ("user.")
 * cannot be read or set; the others are the kernel's and the administrator's, who may have reasons. */
int attributes_copy(int from, int to);

#endif
