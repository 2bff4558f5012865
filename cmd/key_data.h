/* SPDX-License-Identifier: Apache-2.0
 *
 * key_data: private keys that come in the environment, taken out of it.
 */
#ifndef CMD_KEY_DATA_H
#define CMD_KEY_DATA_H

#include "base/secret.h"

/* The variable that holds keys themselves. */
#define SEALING_KEY_DATA_VARIABLE "EXTERNAL_SECRETS_SEALING_KEY_DATA"

/* Moves the variable's value into locked memory, so that neither /proc/PID/environ nor what is started from here has it. Empty
 * where it is not set. Once, before anything else looks at the environment. */
struct secret key_data_take(void);

#endif
