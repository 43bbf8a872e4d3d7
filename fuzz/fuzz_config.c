// SPDX-License-Identifier: AGPL-3.0-or-later
/* The configuration file: an input is taken whole with every value readable, or refused with a sentence. */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "core/config/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    int fd = memfd_create("config", MFD_CLOEXEC);
    FUZZ_CHECK(fd >= 0 && write(fd, data, n) == (ssize_t)n);
    char variable[64];
    snprintf(variable, sizeof variable, "ENSEMBLE_CONFIG=/proc/self/fd/%d", fd);
    char *environ_[] = { variable, NULL };

    ARENA a = arena_new(16 * MIB);
    Config *c = NULL;
    Str message = STR_NONE;
    Err e = config_load(a, environ_, &c, &message);
    close(fd);
    if (e != OK) {
        FUZZ_CHECK(!c && message.n > 0 && utf8_valid(message));
        return 0;
    }
    for (int k = 0; k < CONF_COUNT_; k++) {
        Str value = config_str(c, (ConfigKey)k);
        FUZZ_CHECK(utf8_valid(value));
        FUZZ_CHECK(
            config_origin(c, (ConfigKey)k) == CONF_FROM_DEFAULT || config_origin(c, (ConfigKey)k) == CONF_FROM_FILE);
        for (size_t i = 0; i < value.n; i++)       /* a value never carries a line into a log or a header */
            FUZZ_CHECK((unsigned char)value.p[i] >= ' ' || value.p[i] == '\t');
    }
    FUZZ_CHECK(config_i64(c, CONF_PORT) >= 0 && config_i64(c, CONF_PORT) <= 65535);
    return 0;
}
