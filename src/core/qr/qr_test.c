// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/qr/qr.h"

#include <stdio.h>
#include <string.h>

#include "support/suite.h"

enum { SIDE = 200 };

/* The path drawn on a grid: each run must be inside, in order, and over light modules only. */
static void draw(const Qr *qr, char grid[SIDE][SIDE])
{
    memset(grid, 0, (size_t)SIDE * SIDE);
    char z[64];
    for (Str rest = qr->path, run; str_split(&rest, 'z', &run);) {
        int x = 0, y = 0, n = 0, back = 0, used = 0;
        if (run.n == 0)
            break;                                 /* after the last */
        assert_true(run.n < sizeof z);
        memcpy(z, run.p, run.n);
        z[run.n] = '\0';
        assert_int_equal(sscanf(z, "M%d %dh%dv1h-%d%n", &x, &y, &n, &back, &used), 4);
        assert_int_equal(used, (int)run.n);
        assert_true(n > 0 && n == back && x >= QR_QUIET && y >= QR_QUIET);
        assert_true(x + n <= qr->size - QR_QUIET && y < qr->size - QR_QUIET);
        for (int i = 0; i < n; i++)
            grid[y][x + i]++;
    }
    for (int y = 0; y < qr->size; y++)
        for (int x = 0; x < qr->size; x++)
            assert_in_range(grid[y][x], 0, 1);
}

/* ISO/IEC 18004, 6.3.3: the three finder patterns, 7 modules a side, and the timing patterns between them. */
static void finders_and_timing(void **state)
{
    static const char *const finder[] = { "1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111" };
    ARENA a = arena_new(4 * MIB);
    Qr qr = { 0 };
    assert_ok(qr_make(a, S("otpauth://totp/Ensemble:lea?secret=GEZDGNBVGY3TQOJQ"), QR_MEDIUM, &qr));
    assert_int_equal((qr.size - 2 * QR_QUIET - 17) % 4, 0);
    static char grid[SIDE][SIDE];
    draw(&qr, grid);
    int low = QR_QUIET, high = qr.size - QR_QUIET - 7;
    const int corners[3][2] = { { low, low }, { low, high }, { high, low } };
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < 7; y++)
            for (int x = 0; x < 7; x++)
                assert_int_equal(grid[corners[c][0] + y][corners[c][1] + x], finder[y][x] - '0');
    for (int i = low + 8; i < high; i++) {
        assert_int_equal(grid[low + 6][i], (i - low + 1) % 2);
        assert_int_equal(grid[i][low + 6], (i - low + 1) % 2);
    }
    /* the module that is always dark: 6.9.1 */
    assert_int_equal(grid[qr.size - QR_QUIET - 8][low + 8], 1);
}

/* ISO/IEC 18004, table 1 and 7: version 1 (21 modules) holds 14 bytes at level M, 15 do not fit. */
static void sizes(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Qr qr = { 0 };
    assert_ok(qr_make(a, S("12345678901234"), QR_MEDIUM, &qr));
    assert_int_equal(qr.size, 21 + 8);
    assert_ok(qr_make(a, S("123456789012345"), QR_MEDIUM, &qr));
    assert_int_equal(qr.size, 25 + 8);
    assert_ok(qr_make(a, S("1234567"), QR_HIGH, &qr));
    assert_int_equal(qr.size, 21 + 8);
    assert_ok(qr_make(a, S("12345678"), QR_HIGH, &qr));
    assert_int_equal(qr.size, 25 + 8);
    char big[QR_TEXT_MAX + 1];
    memset(big, 'a', sizeof big);
    for (QrLevel level = QR_LOW; level <= QR_HIGH; level++)
        assert_ok(qr_make(a, str_of(big, QR_TEXT_MAX), level, &qr));
    Qr before = qr;
    assert_err(qr_make(a, str_of(big, QR_TEXT_MAX + 1), QR_LOW, &qr), ERR_TOO_LARGE);
    assert_err(qr_make(a, S(""), QR_LOW, &qr), ERR_INVALID);
    assert_err(qr_make(a, S("a\0b"), QR_LOW, &qr), ERR_INVALID);
    assert_err(qr_make(a, S("\xff"), QR_LOW, &qr), ERR_INVALID);
    arena_fault_at(1);
    assert_err(qr_make(a, S("a"), QR_LOW, &qr), ERR_MEMORY);
    arena_fault_at(0);
    assert_int_equal(before.size, qr.size);
}

static void drawing(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Qr qr = { .size = 29, .path = S("M4 4h7v1h-7z") };
    assert_str_equal(qr_svg(a, &qr,
                         S("Carte de « L\xc3\xa9"
                           "a » <\"&>")),
        S("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 29 29\" shape-rendering=\"crispEdges\" role=\"img\" "
          "aria-label=\"Carte de « L\xc3\xa9"
          "a » &lt;&quot;&amp;>\"><path fill=\"#fff\" d=\"M0 0h29v29H0z\"/>"
          "<path fill=\"#000\" d=\"M4 4h7v1h-7z\"/></svg>"));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(finders_and_timing),
        cmocka_unit_test(sizes),
        cmocka_unit_test(drawing),
    };
    return SUITE_MAIN("qr", false, all);
}
