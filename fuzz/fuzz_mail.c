// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Mails: whatever the values, the message is ASCII, its lines are short and ended by CR LF, its head is the one of the
 * program and nothing else, and the text is read back as it was given.
 *
 * An input is the values, with 0x1F between them: name and address of who writes, of who reads, address for answers
 * (empty: none), subject, text, page (absent: none).
 */
#include "fuzz.h"

#include "core/mail/message.h"

/* The line at the front of `*rest`, without its CR LF; a CR or LF elsewhere is a fault. */
static Str line_take(Str *rest)
{
    size_t end = str_find(*rest, 0, S("\r\n"));
    FUZZ_CHECK(end < rest->n);
    Str line = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end + 2, rest->n);
    for (size_t i = 0; i < line.n; i++)
        FUZZ_CHECK(line.p[i] == '\t' || (line.p[i] >= ' ' && line.p[i] < 0x7f));
    return line;
}

static void check_head(Str *rest, bool answers)
{
    static const char *const names[] = { "Date", "From", "To", "Reply-To", "Message-ID", "Subject", "Auto-Submitted",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding" };
    unsigned seen = 0;
    for (Str line = line_take(rest); line.n; line = line_take(rest)) {
        bool address = str_has(line, S("@"));
        FUZZ_CHECK(line.n <= 78 || (address && line.n <= 400));
        if (line.p[0] == ' ')
            continue;
        Str name = str_slice(line, 0, str_find_char(line, 0, ':'));
        size_t i = 0;
        while (i < sizeof names / sizeof *names && !str_eq(name, str_from(names[i])))
            i++;
        FUZZ_CHECK(i < sizeof names / sizeof *names && !(seen & 1U << i));
        seen |= 1U << i;
    }
    FUZZ_CHECK((seen & 0x1F7) == 0x1F7 && answers == !!(seen & 8));
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Quoted-printable back to bytes, as any reader does it. */
static void unquote(Str rest, Buf *b)
{
    while (rest.n) {
        Str line = line_take(&rest);
        FUZZ_CHECK(line.n <= 76);
        bool soft = str_ends(line, S("="));
        line.n -= soft;
        for (size_t i = 0; i < line.n; i++) {
            if (line.p[i] != '=') {
                buf_char(b, line.p[i]);
                continue;
            }
            FUZZ_CHECK(i + 2 < line.n && hex(line.p[i + 1]) >= 0 && hex(line.p[i + 2]) >= 0);
            buf_char(b, (char)(hex(line.p[i + 1]) * 16 + hex(line.p[i + 2])));
            i += 2;
        }
        if (!soft)
            buf_char(b, '\n');
    }
}

static void check_text(Arena *a, Str body, Str text)
{
    BUF b = buf_new(4 * MIB);
    unquote(body, &b);
    text = str_replace(a, str_replace(a, text, S("\r\n"), S("\n")), S("\r"), S("\n"));
    FUZZ_SAME(buf_str(&b), str_cat(a, text, S("\n")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(64 * MIB);
    Str rest = s, v[8] = { 0 }, message;
    size_t count = 0;
    RandomSeed seed = { .seed = 7 };
    while (count < 8 && str_split(&rest, '\x1f', &v[count]))
        count++;
    Mail m = { .from = { v[0], v[1] },
        .to = { v[2], v[3] },
        .reply_to = { STR_NONE, v[4].n ? v[4] : STR_NONE },
        .subject = v[5],
        .text = v[6],
        .html = count == 8 ? v[7] : STR_NONE,
        .at = 1795000000 };
    Err e = mail_build(a, &m, random_seeded(&seed), &message);
    if (e != OK) {
        FUZZ_CHECK(e == ERR_INVALID || e == ERR_TOO_LARGE);
        return 0;
    }
    FUZZ_CHECK(mail_address_valid(v[1]) && mail_address_valid(v[3]));
    rest = message;
    check_head(&rest, v[4].n > 0);
    if (str_is_none(m.html)) {
        check_text(a, rest, m.text);
    } else {
        int boundaries = 0;
        while (rest.n)
            boundaries += str_starts(line_take(&rest), S("--=_"));
        FUZZ_CHECK(boundaries == 3);
    }
    return 0;
}
