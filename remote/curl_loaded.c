/* SPDX-License-Identifier: Apache-2.0 */
#include "remote/curl_library.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Of the same interface: libcurl's own name, Debian's of the one with GnuTLS, which git brings along, and that of macOS. */
static const char *const files[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib"};

static struct curl_library library;
static void *handle;

/* A function's name, and where its address goes. */
struct wanted {
    const char *name;
    void *at;
    size_t size;
};
#define WANTED(member)                                                                                                             \
    {                                                                                                                              \
        "curl_" #member, &library.member, sizeof library.member                                                                    \
    }

static bool find_functions(void)
{
    const struct wanted wanted[] = {
        WANTED(global_init),  WANTED(easy_init),     WANTED(easy_setopt),  WANTED(easy_perform),
        WANTED(easy_getinfo), WANTED(easy_strerror), WANTED(easy_cleanup),
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        void *address = dlsym(handle, wanted[i].name);
        if (address == NULL)
            return false;
        /* POSIX promises that a function's address goes through a void pointer; C has no cast that says so. */
        memcpy(wanted[i].at, &address, wanted[i].size);
    }
    return true;
}

static bool load(void)
{
    for (size_t i = 0; handle == NULL && i < sizeof files / sizeof files[0]; i++)
        handle = dlopen(files[i], RTLD_NOW | RTLD_LOCAL);
    return handle != NULL && find_functions() && library.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

const struct curl_library *curl_library_load(struct err *err)
{
    static bool tried, loaded;
    if (!tried)
        loaded = load();
    tried = true;
    if (loaded)
        return &library;
    err_set(err, ERR_REMOTE, "cannot be fetched: libcurl, which does that, %s",
            handle == NULL ? "is not on this machine" : "does not work here");
    err_hint(err, "install the package libcurl4 (Debian) or libcurl (others), or fetch the file on another machine");
    return NULL;
}

const char *curl_library_version(void)
{
    return NULL;
}
