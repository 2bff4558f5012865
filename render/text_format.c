/* SPDX-License-Identifier: Apache-2.0 */
#include "render/text_format.h"

#include "base/names.h"

#define GUID "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
#define WORD "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
#define WORD_OF_63 "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"

const struct text_format format_label = {.what = "a DNS label", .pattern = WORD_OF_63, .takes = name_is_label};
const struct text_format format_subdomain = {
    .what = "a DNS subdomain", .pattern = WORD "(\\." WORD ")*", .longest = 253, .takes = name_is_subdomain};
const struct text_format format_guid = {.what = "a GUID", .pattern = GUID, .only_text = true, .takes = name_is_guid};
const struct text_format format_https_url = {.what = "an https URL",
                                             .pattern = "https://[-A-Za-z0-9.:]+(/[-A-Za-z0-9.:/_~%]*)?",
                                             .only_text = true,
                                             .takes = name_is_https_url};
const struct text_format format_secret_key = {.what = "a key of a Secret: letters, digits, '-', '_' and '.'",
                                              .pattern = "([-_A-Za-z0-9]|\\.[-_A-Za-z0-9])[-_.A-Za-z0-9]*",
                                              .longest = 253,
                                              .takes = name_is_secret_key};
/* A sealed string begins with its RSA part, of 253 bytes and more, so with that much in base64. */
enum { SEALED_SHORTEST = 300 };

const struct text_format format_sealed = {.what = "a sealed string", .only_text = true, .shortest = SEALED_SHORTEST};
const struct text_format format_sealed_or_guid = {
    .what = "a sealed string or a GUID", .pattern = GUID, .only_text = true, .shortest = SEALED_SHORTEST};
