// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/mail/message.h"

#include <string.h>

#include "support/suite.h"

static Mail sample(void)
{
    return (Mail){ .from = { S("Num\xc3\xa9rique Ensemble"), S("ne-pas-repondre@example.org") },
        .to = { S("Doe, \"Jo\" \\"), S("jo@example.org") },
        .subject = S("Votre code"),
        .text = S("Bonjour,\nvotre code : 0482 1973 \n\xc3\xa9t\xc3\xa9 = 1\r\nfin"),
        .at = 1795475400 };
}

static Str built(Arena *a, const Mail *m)
{
    RandomSeed seed = { .seed = 1 };
    Str message = STR_NONE;
    assert_ok(mail_build(a, m, random_seeded(&seed), &message));
    return message;
}

static Str id_of(Str message)
{
    size_t from = str_find(message, str_find(message, 0, S("Message-ID:")), S("<"));
    return str_slice(message, from, str_find_char(message, from, '>') + 1);
}

/* The whole message, written by hand; only the random identifier is taken from it. */
static void plain_text(void **state)
{
    ARENA a = arena_new(MIB);
    Mail m = sample();
    Str message = built(a, &m), id = id_of(message);
    assert_true(str_ends(id, S("@example.org>")) && id.n == 43 + 14);
    Str want = str_format(a,
        "Date: Mon, 23 Nov 2026 23:10:00 +0000\r\n"
        "From: =?UTF-8?B?TnVtw6lyaXF1ZSBFbnNlbWJsZQ==?=\r\n <ne-pas-repondre@example.org>\r\n"
        "To: \"Doe, \\\"Jo\\\" \\\\\"\r\n <jo@example.org>\r\n"
        "Message-ID:\r\n %.*s\r\n"
        "Subject: Votre code\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "Bonjour,\r\nvotre code : 0482 1973=20\r\n=C3=A9t=C3=A9 =3D 1\r\nfin\r\n",
        STR_ARG(id));
    assert_str_equal(message, want);
}

static void two_forms(void **state)
{
    ARENA a = arena_new(MIB);
    Mail m = sample();
    m.html = S("<p>Bonjour</p>");
    m.reply_to = (MailAddress){ STR_NONE, S("aide@example.org") };
    Str message = built(a, &m);
    size_t from = str_find(message, 0, S("boundary=\"")) + 10;
    Str boundary = str_slice(message, from, str_find_char(message, from, '"'));
    assert_true(str_starts(boundary, S("=_")) && boundary.n == 45);
    assert_true(str_has(message, S("\r\nReply-To: <aide@example.org>\r\n")));
    Str end = str_format(a,
        "--%.*s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<p>Bonjour</p>\r\n--%.*s--\r\n",
        STR_ARG(boundary), STR_ARG(boundary));
    assert_true(str_ends(message, end));
}

/* RFC 6047: the calendar is another form of the same message; its method is said in the header of its part. */
static void with_a_calendar(void **state)
{
    ARENA a = arena_new(MIB);
    Mail m = sample();
    RandomSeed seed = { .seed = 1 };
    Str message;
    m.agenda = S("BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n");
    m.methode = S("CANCEL");
    message = built(a, &m);
    size_t from = str_find(message, 0, S("boundary=\"")) + 10;
    Str boundary = str_slice(message, from, str_find_char(message, from, '"'));
    assert_true(str_has(message, S("Content-Type: multipart/alternative;\r\n")));
    assert_true(str_ends(message, str_format(a,
                                      "--%.*s\r\nContent-Type: text/calendar; method=CANCEL; charset=utf-8\r\n"
                                      "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                                      "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n--%.*s--\r\n",
                                      STR_ARG(boundary), STR_ARG(boundary))));
    static const char *const wrong[] = { "CANCEL\r\nBcc: x@example.org", "cancel", "A;B" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        m.methode = str_from(wrong[i]);
        assert_err(mail_build(a, &m, random_seeded(&seed), &message), ERR_INVALID);
    }
    m.methode = STR_NONE;
    assert_err(mail_build(a, &m, random_seeded(&seed), &message), ERR_INVALID);
}

static void long_subject(void **state)
{
    ARENA a = arena_new(MIB);
    Mail m = sample();
    m.subject = S("Votre inscription \xc3\xa0 l\xe2\x80\x99"
                  "atelier \xc2\xab Premiers pas \xc2\xbb est confirm\xc3\xa9"
                  "e");
    Str message = built(a, &m);
    size_t from = str_find(message, 0, S("Subject: "));
    Str subject = str_slice(message, from, str_find(message, from, S("\r\nAuto")));
    assert_str_equal(subject, S("Subject: =?UTF-8?B?Vm90cmUgaW5zY3JpcHRpb24gw6AgbOKAmWF0ZWxpZXIgwqsgUHJl?=\r\n "
                                "=?UTF-8?B?bWllcnMgcGFzIMK7IGVzdCBjb25maXJtw6ll?="));
}

static void lines_are_short(void **state)
{
    ARENA a = arena_new(4 * MIB);
    for (size_t n = 70; n < 85; n++)
        for (int kind = 0; kind < 3; kind++) {
            static const Str units[] = { S_INIT("a"), S_INIT("\xc3\xa9"), S_INIT("a ") };
            BUF b = buf_new(KIB);
            for (size_t i = 0; i < n; i++)
                buf_put(&b, units[kind]);
            Mail m = sample();
            m.text = buf_str(&b);
            m.subject = str_trim(buf_str(&b));
            ArenaMark mark = arena_mark(a);
            Str rest = built(a, &m), line;
            while (str_split(&rest, '\n', &line))
                assert_true(line.n == 0 || (line.n <= 79 && line.p[line.n - 1] == '\r'));
            arena_reset(a, mark);
        }
}

static void injection_refused(void **state)
{
    ARENA a = arena_new(4 * MIB);
    static const Str bad[] = { S_INIT("a\r\nBcc: x@example.org"), S_INIT("a\nb"), S_INIT("a\rb"), S_INIT("a\0b"),
        S_INIT("a\tb"), S_INIT("a\x7f"), S_INIT("\xff") };
    RandomSeed seed = { .seed = 1 };
    Random r = random_seeded(&seed);
    Str message = S("untouched");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        for (int field = 0; field < 6; field++) {
            Mail m = sample();
            Str *fields[] = { &m.subject, &m.from.name, &m.to.name, &m.to.address, &m.from.address,
                &m.reply_to.address };
            *fields[field] = bad[i];
            assert_err(mail_build(a, &m, r, &message), ERR_INVALID);
        }
    Mail m = sample();
    m.subject = STR_NONE;
    assert_err(mail_build(a, &m, r, &message), ERR_INVALID);
    m = sample();
    m.text = S("a\0b");
    assert_err(mail_build(a, &m, r, &message), ERR_INVALID);
    m.text = S("\xc3");
    assert_err(mail_build(a, &m, r, &message), ERR_INVALID);
    m = sample();
    m.at = -1;
    assert_err(mail_build(a, &m, r, &message), ERR_INVALID);
    m = sample();
    m.text = str_of(NEW(a, char, MAIL_BODY_MAX + 1), MAIL_BODY_MAX + 1);
    assert_err(mail_build(a, &m, r, &message), ERR_TOO_LARGE);
    assert_str_equal(message, S("untouched"));
}

static void addresses(void **state)
{
    static const char *const good[] = { "a@b.fr", "prenom.nom+tag@mairie-chartres.example.org", "o'hara@example.org",
        "1@1.fr" };
    static const char *const bad[] = { "", "@", "a@", "@b.fr", "a@b", "a@b..fr", "a@.b.fr", "a@b.fr.", "a@-b.fr",
        "a@b-.fr", ".a@b.fr", "a.@b.fr", "a..b@c.fr", "a b@c.fr", "a@b.fr, c@d.fr", "a@b@c.fr", "\"a\"@b.fr",
        "<a@b.fr>", "a@[127.0.0.1]", "a@b.fr\n", "\xc3\xa9@b.fr", "a@\xc3\xa9.fr", "a(c)@b.fr", "a\\@b.fr", "a@b_c.fr",
        "a@b.fr>" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(mail_address_valid(str_from(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (mail_address_valid(str_from(bad[i])))
            fail_msg("%s", bad[i]);
    assert_false(mail_address_valid(S("a\0@b.fr")));
    char big[300];
    memset(big, 'a', sizeof big);
    memcpy(big + 64, "@b.fr", 5);
    assert_true(mail_address_valid(str_of(big, 69)));
    memset(big, 'a', sizeof big);
    memcpy(big + 65, "@b.fr", 5);
    assert_false(mail_address_valid(str_of(big, 70)));
    for (size_t i = 2; i < sizeof big; i += 50)
        big[i] = '.';
    memcpy(big, "a@", 2);
    big[2] = 'b';
    big[64 + 1] = 'a';
    assert_false(mail_address_valid(str_of(big, sizeof big)));
}

static void without_memory(void **state)
{
    for (int64_t n = 1; n < 6; n++) {
        ARENA a = arena_new(MIB);
        RandomSeed seed = { .seed = 1 };
        Str message = STR_NONE;
        Mail m = sample();
        arena_fault_at(n);
        Err e = mail_build(a, &m, random_seeded(&seed), &message);
        arena_fault_at(0);
        assert_true(e == OK ? message.n > 0 : e == ERR_MEMORY && str_is_none(message));
    }
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(plain_text),
        cmocka_unit_test(two_forms),
        cmocka_unit_test(with_a_calendar),
        cmocka_unit_test(long_subject),
        cmocka_unit_test(lines_are_short),
        cmocka_unit_test(injection_refused),
        cmocka_unit_test(addresses),
        cmocka_unit_test(without_memory),
    };
    return SUITE_MAIN("mail_message", false, all);
}
