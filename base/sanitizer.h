/* SPDX-License-Identifier: Apache-2.0
 *
 * sanitizer: ADDRESS_SANITIZER is 1 where the program runs under AddressSanitizer, which brings an allocator of its own and looks
 * into the process when it ends.
 */
#ifndef BASE_SANITIZER_H
#define BASE_SANITIZER_H

#if defined(__SANITIZE_ADDRESS__) /* gcc says it so, clang as below */
#define ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESS_SANITIZER 1
#endif
#endif
#ifndef ADDRESS_SANITIZER
#define ADDRESS_SANITIZER 0
#endif

#endif
