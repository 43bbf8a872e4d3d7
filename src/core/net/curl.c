// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/net/curl.h"

#include <pthread.h>

static void start(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

CURL *curl_handle(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start);
    return curl_easy_init();
}
