/* SPDX-License-Identifier: Apache-2.0
 *
 * What starting any program costs: what start-up is measured against.
 */
#include <stdio.h>

int main(void)
{
    return printf("0.1.0\n") < 0;
}
