/* SPDX-License-Identifier: Apache-2.0
 *
 * getrandom: random bytes of the kernel for mbedTLS, by the call that needs no /dev/urandom. mbedTLS itself makes it with glibc
 * only.
 */
#include <stddef.h>
#include <sys/random.h>

/* The hook of MBEDTLS_ENTROPY_HARDWARE_ALT; 0, or less than that where there are none. */
int mbedtls_hardware_poll(void *data, unsigned char *out, size_t room, size_t *len);

int mbedtls_hardware_poll(void *data, unsigned char *out, size_t room, size_t *len)
{
    (void)data;
    ssize_t got = getrandom(out, room, 0);
    *len = got > 0 ? (size_t)got : 0;
    return got > 0 ? 0 : -1;
}
