// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/qr/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <string.h>

static void code_freep(QRcode **code)
{
    QRcode_free(*code);
}

static bool dark(const QRcode *code, int x, int y)
{
    return code->data[y * code->width + x] & 1;
}

static void put_row(Buf *b, const QRcode *code, int y)
{
    for (int x = 0; x < code->width; x++) {
        int from = x;
        while (x < code->width && dark(code, x, y))
            x++;
        if (x > from)
            buf_format(b, "M%d %dh%dv1h-%dz", from + QR_QUIET, y + QR_QUIET, x - from, x - from);
    }
}

Err qr_make(Arena *a, Str text, QrLevel level, Qr *ret)
{
    static const QRecLevel levels[] = { [QR_LOW] = QR_ECLEVEL_L,
        [QR_MEDIUM] = QR_ECLEVEL_M,
        [QR_QUARTILE] = QR_ECLEVEL_Q,
        [QR_HIGH] = QR_ECLEVEL_H };
    if (text.n > QR_TEXT_MAX)
        return ERR_TOO_LARGE;
    if (text.n == 0 || !utf8_valid(text) || memchr(text.p, '\0', text.n))
        return ERR_INVALID;
    Str z = str_dup(a, text);
    if (str_is_none(z))
        return ERR_MEMORY;
    __attribute__((cleanup(code_freep))) QRcode *code = QRcode_encodeString8bit(z.p, 0, levels[level]);
    if (!code)
        return errno == ERANGE ? ERR_TOO_LARGE : ERR_MEMORY;
    BUF b = buf_new(512 * KIB);
    for (int y = 0; y < code->width; y++)
        put_row(&b, code, y);
    Str path = str_dup(a, buf_str(&b));
    if (str_is_none(path))
        return ERR_MEMORY;
    *ret = (Qr){ .size = code->width + 2 * QR_QUIET, .path = path };
    return OK;
}

static void put_escaped(Buf *b, Str s)
{
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '&':
            buf_put(b, S("&amp;"));
            break;
        case '<':
            buf_put(b, S("&lt;"));
            break;
        case '"':
            buf_put(b, S("&quot;"));
            break;
        default:
            buf_char(b, s.p[i]);
        }
}

Str qr_svg(Arena *a, const Qr *qr, Str label)
{
    BUF b = buf_new(600 * KIB);
    buf_format(&b,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\" role=\"img\" "
        "aria-label=\"",
        qr->size, qr->size);
    put_escaped(&b, label);
    buf_format(&b, "\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"", qr->size, qr->size);
    buf_put(&b, qr->path);
    buf_put(&b, S("\"/></svg>"));
    return str_dup(a, buf_str(&b));
}
