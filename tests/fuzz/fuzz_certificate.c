/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a certificate, as they are and wrapped into PEM: it is read alike each time, with times that a calendar has, or it
 * is refused.
 */
#include <string.h>

#include "sealed/certificate.h"
#include "tests/fuzz/target.h"

/* From year 0 to 9999. */
static bool in_calendar(int64_t seconds)
{
    return seconds >= -62167219200 && seconds <= 253402300800;
}

static void check_certificate(struct arena *arena, struct text pem)
{
    auto_err err = {0}, again_err = {0};
    struct certificate cert = {0}, again = {0};
    int result = certificate_parse(arena, pem, &cert, &err);
    check_result(result, &err);
    check(certificate_parse(arena, pem, &again, &again_err) == result);
    check(result == 0 || err.kind == ERR_INPUT);
    if (result != 0)
        return;
    check(in_calendar(cert.valid_from) && in_calendar(cert.valid_to));
    check(cert.valid_from == again.valid_from && cert.valid_to == again.valid_to);
    check(memcmp(cert.fingerprint, again.fingerprint, sizeof cert.fingerprint) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    check_certificate(&arena, text_of_input(data, size));
    check_certificate(&arena, in_pem(&arena, "CERTIFICATE", text_of_input(data, size)));
    return 0;
}
