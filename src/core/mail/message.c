// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/mail/message.h"

#include <sodium.h>
#include <string.h>

#include "base/planted.h"
#include "core/auth/codes.h"

/* ---- addresses ---- */

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 5322, section 3.2.3: dot-atom. */
static bool is_local(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        bool dot = s.p[i] == '.' && i > 0 && i + 1 < s.n && s.p[i - 1] != '.';
        if (!dot && !is_alnum(s.p[i]) && !(s.p[i] && strchr("!#$%&'*+-/=?^_`{|}~", s.p[i])))
            return false;
    }
    return s.n > 0 && s.n <= 64;
}

static bool is_domain(Str s)
{
    size_t labels = 0;
    for (size_t from = 0; from <= s.n; labels++) {
        Str label = str_slice(s, from, str_find_char(s, from, '.'));
        if (label.n == 0 || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
            return false;
        for (size_t i = 0; i < label.n; i++)
            if (!is_alnum(label.p[i]) && label.p[i] != '-')
                return false;
        from += label.n + 1;
    }
    return labels >= 2;
}

bool mail_address_valid(Str address)
{
    size_t at = str_find_char(address, 0, '@');
    return address.n <= MAIL_ADDRESS_MAX && at < address.n && is_local(str_slice(address, 0, at)) &&
           is_domain(str_slice(address, at + 1, address.n));
}

/* ---- header values ---- */

static bool header_text(Str s, size_t max)
{
    for (size_t i = 0; i < s.n; i++)
        if ((uint8_t)s.p[i] < ' ' || s.p[i] == 0x7f)
            return false;
    return s.n <= max && utf8_valid(s);
}

static bool plain_ascii(Str s, size_t max)
{
    for (size_t i = 0; i < s.n; i++)
        if ((uint8_t)s.p[i] >= 0x80)
            return false;
    /* blanks at the ends would be lost, "=?" taken for the beginning of an encoded word */
    return s.n <= max && !str_has(s, S("=?")) && str_eq(s, str_trim(s));
}

/* RFC 2047: words of at most 75 characters, cut between code points, one a line. 39 bytes make 52 letters of base64. */
static void put_encoded(Buf *b, Str s)
{
    enum { BYTES = 39 };
    bool first = true;
    for (size_t i = 0; i < s.n || first; first = false) {
        size_t from = i, at = i;
        char word[64];
        while (i < s.n) {
            utf8_next(s, &at);
            if (at - from > BYTES)
                break;
            i = at;
        }
        sodium_bin2base64(word, sizeof word, (const uint8_t *)s.p + from, i - from, sodium_base64_VARIANT_ORIGINAL);
        buf_format(b, "%s=?UTF-8?B?%s?=", first ? "" : "\r\n ", word);
    }
}

static void put_address(Buf *b, const char *header, MailAddress m)
{
    buf_format(b, "%s: ", header);
    if (m.name.n > 0 && plain_ascii(m.name, 50)) {
        buf_char(b, '"');
        for (size_t i = 0; i < m.name.n; i++) {
            if (m.name.p[i] == '"' || m.name.p[i] == '\\')
                buf_char(b, '\\');
            buf_char(b, m.name.p[i]);
        }
        buf_put(b, S("\"\r\n "));
    } else if (m.name.n > 0) {
        put_encoded(b, m.name);
        buf_put(b, S("\r\n "));
    }
    buf_char(b, '<');
    buf_put(b, m.address);
    buf_put(b, S(">\r\n"));
}

/* RFC 5322, section 3.3, in UTC. */
static void put_date(Buf *b, int64_t at)
{
    static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t day = at / 86400, second = at % 86400;
    if (second < 0)
        day--, second += 86400;
    Civil c = date_civil((Date){ (int32_t)day });
    buf_format(b, "Date: %.3s, %d %.3s %04d %02d:%02d:%02d +0000\r\n", days + (size_t)c.weekday * 3, c.day,
        months + (size_t)(c.month - 1) * 3, c.year, (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

/* ---- bodies ---- */

/* RFC 2045, section 6.7: lines of at most 76 characters; blanks at the end of a line are written out. */
static void put_quoted(Buf *b, Str s)
{
    size_t column = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\r' || c == '\n') {
            if (c == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
                i++;
            buf_put(b, S("\r\n"));
            column = 0;
            continue;
        }
        bool ends = i + 1 == s.n || s.p[i + 1] == '\r' || s.p[i + 1] == '\n';
        bool plain = (c > ' ' && c < 0x7f && c != '=') || ((c == ' ' || c == '\t') && !ends);
        size_t width = plain ? 1 : 3;
        if (column + width > (ends ? 76 : PLANTED(75, 78))) {
            buf_put(b, S("=\r\n"));
            column = 0;
        }
        if (plain)
            buf_char(b, c);
        else
            buf_format(b, "=%02X", (unsigned)(uint8_t)c);
        column += width;
    }
    buf_put(b, S("\r\n"));
}

static void put_part(Buf *b, const char *type, Str body)
{
    buf_format(b, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", type);
    put_quoted(b, body);
}

static void put_alternative(Buf *b, Str boundary, const char *type, Str body)
{
    if (str_is_none(body))
        return;
    buf_format(b, "--=_%.*s\r\n", STR_ARG(boundary));
    put_part(b, type, body);
}

static bool body_text(Str s)
{
    return utf8_valid(s) && str_find_char(s, 0, '\0') == s.n;
}

/* It is written in a header: letters only. */
static bool method_word(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < 'A' || s.p[i] > 'Z')
            return false;
    return s.n <= 20;
}

static Err check(const Mail *m)
{
    bool addresses = mail_address_valid(m->from.address) && mail_address_valid(m->to.address) &&
                     (str_is_none(m->reply_to.address) || mail_address_valid(m->reply_to.address));
    if (m->text.n > MAIL_BODY_MAX || m->html.n > MAIL_BODY_MAX || m->agenda.n > MAIL_BODY_MAX)
        return ERR_TOO_LARGE;
    bool texts = header_text(m->subject, MAIL_SUBJECT_MAX) && m->subject.n > 0 &&
                 header_text(m->from.name, MAIL_NAME_MAX) && header_text(m->to.name, MAIL_NAME_MAX) &&
                 header_text(m->reply_to.name, MAIL_NAME_MAX);
    bool bodies = body_text(m->text) && body_text(m->html) && body_text(m->agenda) &&
                  str_is_none(m->agenda) == str_is_none(m->methode) && method_word(m->methode);
    bool dated = m->at >= 0 && m->at < INT64_C(253402300800); /* year 9999 */
    return addresses && texts && bodies && dated ? OK : ERR_INVALID;
}

Err mail_build(Arena *a, const Mail *m, Random r, Str *ret_message)
{
    TRY(check(m));
    Str id = token_new(a, r), boundary = token_new(a, r);
    if (arena_failed(a))
        return ERR_MEMORY;
    BUF b = buf_new(8 * MIB);
    put_date(&b, m->at);
    put_address(&b, "From", m->from);
    put_address(&b, "To", m->to);
    if (!str_is_none(m->reply_to.address))
        put_address(&b, "Reply-To", m->reply_to);
    Str domain = str_slice(m->from.address, str_find_char(m->from.address, 0, '@'), m->from.address.n);
    buf_format(&b, "Message-ID:\r\n <%.*s%.*s>\r\nSubject: ", STR_ARG(id), STR_ARG(domain));
    if (plain_ascii(m->subject, 65))
        buf_put(&b, m->subject);
    else
        put_encoded(&b, m->subject);
    buf_put(&b, S("\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"));
    if (str_is_none(m->html) && str_is_none(m->agenda)) {
        put_part(&b, "text/plain", m->text);
    } else {
        /* "=_" cannot be in quoted-printable: the boundary is in no part */
        buf_format(&b, "Content-Type: multipart/alternative;\r\n boundary=\"=_%.*s\"\r\n\r\n--=_%.*s\r\n",
            STR_ARG(boundary), STR_ARG(boundary));
        put_part(&b, "text/plain", m->text);
        put_alternative(&b, boundary, "text/html", m->html);
        put_alternative(&b, boundary, str_format(a, "text/calendar; method=%.*s", STR_ARG(m->methode)).p,
            str_is_none(m->agenda) ? STR_NONE : str_trim(m->agenda));
        buf_format(&b, "--=_%.*s--\r\n", STR_ARG(boundary));
    }
    Str message = str_dup(a, buf_str(&b));
    if (str_is_none(message))
        return ERR_MEMORY;
    *ret_message = message;
    return OK;
}
