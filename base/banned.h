/* SPDX-License-Identifier: Apache-2.0
 *
 * banned: functions whose use is a compile error in the program.
 *
 * The build puts this in front of every source file. The headers that declare the functions come first, since nothing may name them
 * afterwards.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Macros in some C libraries. */
#undef sprintf
#undef vsprintf
#undef strcpy
#undef strcat
#undef stpcpy
#undef strncpy
#undef strncat
#undef alloca

/* No length: snprintf, memcpy and struct buf have one. */
#pragma GCC poison sprintf vsprintf strcpy strcat stpcpy gets
/* A length, but a NUL that may be lacking. */
#pragma GCC poison strncpy strncat stpncpy
/* No answer to "was that a number?", or undefined behaviour where it was too large. */
#pragma GCC poison atoi atol atoll atof scanf sscanf fscanf
/* State shared by all threads. */
#pragma GCC poison strtok asctime ctime gmtime localtime rand srand
/* A shell, or a file name that somebody else may take first. */
#pragma GCC poison popen mktemp tmpnam tempnam
/* A stack that the input makes as large as it likes. */
#pragma GCC poison alloca

#endif
