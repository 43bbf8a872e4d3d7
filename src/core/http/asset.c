// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/asset.h"

const Asset *asset_find(const Asset *table, Str url)
{
    size_t low = 0, high = 0;
    while (table[high].url)
        high++;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(url, str_from(table[middle].url));
        if (c == 0)
            return &table[middle];
        if (c < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
