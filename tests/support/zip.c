// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/zip.h"

#include <zlib.h>

#include "support/suite.h"

enum { END_SIZE = 22, ENTRY_SIZE = 46, LOCAL_SIZE = 30, STORED = 0, DEFLATED = 8 };

static uint32_t little(Str file, size_t at, int bytes)
{
    uint32_t v = 0;
    assert_true(at + (size_t)bytes <= file.n);
    while (bytes-- > 0)
        v = v << 8 | (unsigned char)file.p[at + (size_t)bytes];
    return v;
}

static Str inflated(Arena *a, Str packed, size_t size)
{
    char *to = NEW(a, char, size + 1);
    assert_non_null(to);
    z_stream z = { .next_in = (Bytef *)packed.p,
        .avail_in = (uInt)packed.n,
        .next_out = (Bytef *)to,
        .avail_out = (uInt)size + 1 };
    assert_int_equal(inflateInit2(&z, -15), Z_OK);
    int end = inflate(&z, Z_FINISH);
    assert_int_equal(inflateEnd(&z), Z_OK);
    assert_int_equal(end, Z_STREAM_END);
    assert_int_equal(z.total_out, size);
    return str_of(to, size);
}

/* The entry that the central directory has at `*at`, which goes on to the next one. */
static Str entry(Arena *a, Str file, size_t *at, Str *ret_name)
{
    assert_int_equal(little(file, *at, 4), 0x02014b50);
    uint32_t method = little(file, *at + 10, 2), packed = little(file, *at + 20, 4), size = little(file, *at + 24, 4);
    uint32_t name = little(file, *at + 28, 2), extra = little(file, *at + 30, 2), note = little(file, *at + 32, 2);
    size_t local = little(file, *at + 42, 4);
    *ret_name = str_slice(file, *at + ENTRY_SIZE, *at + ENTRY_SIZE + name);
    *at += ENTRY_SIZE + name + extra + note;
    size_t from = local + LOCAL_SIZE + little(file, local + 26, 2) + little(file, local + 28, 2);
    assert_true(from + packed <= file.n);
    assert_true(method == STORED || method == DEFLATED);
    Str bytes = str_slice(file, from, from + packed);
    return method == STORED ? bytes : inflated(a, bytes, size);
}

static size_t directory(Str file, uint32_t *ret_n)
{
    assert_true(file.n >= END_SIZE);
    size_t end = file.n - END_SIZE;                /* ours have no comment */
    assert_int_equal(little(file, end, 4), 0x06054b50);
    *ret_n = little(file, end + 10, 2);
    return little(file, end + 16, 4);
}

Str test_zip_part(Arena *a, Str file, Str name)
{
    uint32_t n;
    size_t at = directory(file, &n);
    while (n-- > 0) {
        Str found, bytes = entry(a, file, &at, &found);
        if (str_eq(found, name))
            return bytes;
    }
    fail_msg("« %.*s » n’est pas dans l’archive", STR_ARG(name));
    return STR_NONE;
}

Str test_zip_text(Arena *a, Str file)
{
    uint32_t n;
    size_t at = directory(file, &n);
    Str all = S("");
    while (n-- > 0) {
        Str name, bytes = entry(a, file, &at, &name);
        all = str_join(a, (Str[]){ all, name, bytes }, 3, S("\n"));
    }
    return all;
}
