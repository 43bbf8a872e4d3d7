// SPDX-License-Identifier: AGPL-3.0-or-later
/* libcurl, started once for the program by whoever first asks for a handle. */
#pragma once

#include <curl/curl.h>

/* NULL when there is no memory. */
CURL *curl_handle(void);

static inline void curl_handle_freep(CURL **c)
{
    curl_easy_cleanup(*c);
}
#define CURL_HANDLE __attribute__((cleanup(curl_handle_freep))) CURL *

static inline void curl_list_freep(struct curl_slist **l)
{
    curl_slist_free_all(*l);
}
#define CURL_LIST __attribute__((cleanup(curl_list_freep))) struct curl_slist *
