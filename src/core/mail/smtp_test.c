// SPDX-License-Identifier: AGPL-3.0-or-later
/* Against a mail server of a few lines, on its own thread, whose replies each test chooses. */
#include "core/mail/smtp.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/suite.h"

typedef struct Sink {
    const char *greeting, *ehlo, *auth, *mail, *rcpt, *data, *end;   /* replies; NULL: none, the server is silent */
    int listening, port;
    pthread_t thread;
    char commands[4096], body[8192];               /* what was received */
    size_t n_commands, n_body;
} Sink;

static Sink polite(void)
{
    return (Sink){ .greeting = "220 sink\r\n",
        .ehlo = "250-sink\r\n250 AUTH PLAIN\r\n",
        .auth = "235 ok\r\n",
        .mail = "250 ok\r\n",
        .rcpt = "250 ok\r\n",
        .data = "354 go\r\n",
        .end = "250 taken\r\n" };
}

static void keep(char *to, size_t max, size_t *n, const char *line)
{
    size_t length = strlen(line);
    if (*n + length < max)
        memcpy(to + *n, line, length + 1), *n += length;
}

static const char *reply_to(const Sink *s, const char *line)
{
    const struct {
        const char *command, *reply;
    } table[] = { { "EHLO", s->ehlo }, { "AUTH", "334 \r\n" }, { "MAIL", s->mail }, { "RCPT", s->rcpt },
        { "DATA", s->data }, { "QUIT", "221 bye\r\n" } };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strncasecmp(line, table[i].command, 4) == 0)
            return table[i].reply;
    return s->auth;                                /* the line of base64 that follows AUTH */
}

static void say(int fd, const char *reply)
{
    if (reply && send(fd, reply, strlen(reply), MSG_NOSIGNAL) < 0)
        shutdown(fd, SHUT_RDWR);                   /* the client left: the next read ends */
}

static void *serve(void *arg)
{
    Sink *s = arg;
    int fd = accept(s->listening, NULL, NULL);
    FILE *f = fd >= 0 ? fdopen(fd, "r") : NULL;
    if (!f)
        return NULL;
    char line[2048];
    bool body = false;
    say(fd, s->greeting);
    while (fgets(line, sizeof line, f)) {
        if (body && strcmp(line, ".\r\n") == 0) {
            body = false;
            say(fd, s->end);
        } else if (body) {
            keep(s->body, sizeof s->body, &s->n_body, line);
        } else {
            keep(s->commands, sizeof s->commands, &s->n_commands, line);
            body = strncasecmp(line, "DATA", 4) == 0 && s->data && s->data[0] == '3';
            say(fd, reply_to(s, line));
        }
    }
    fclose(f);
    return NULL;
}

static void sink_start(Sink *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof at;
    s->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(s->listening >= 0);
    assert_int_equal(bind(s->listening, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(s->listening, 1), 0);
    assert_int_equal(getsockname(s->listening, (struct sockaddr *)&at, &n), 0);
    s->port = ntohs(at.sin_port);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void sink_stop(Sink *s)
{
    shutdown(s->listening, SHUT_RDWR);             /* wakes accept when nobody came */
    pthread_join(s->thread, NULL);
    close(s->listening);
}

static MailTransport transport(const Sink *s)
{
    return (MailTransport){ .host = S("127.0.0.1"),
        .port = s->port,
        .tls = MAIL_CLEAR,
        .connect_ms = 5000,
        .total_ms = 20000 };
}

static const Str message = S_INIT("Subject: x\r\n\r\nBonjour\r\n.point\r\n..\r\n");

static Err deliver(Arena *a, Sink *s, const MailTransport *t, MailSent *sent)
{
    Err e = mail_send(a, t, S("service@example.org"), S("lea@example.org"), message, 0, sent);
    sink_stop(s);
    return e;
}

static void taken(void **state)
{
    ARENA a = arena_new(MIB);
    Sink s = polite();
    sink_start(&s);
    MailTransport t = transport(&s);
    MailSent sent = { 0 };
    assert_ok(deliver(a, &s, &t, &sent));
    assert_true(sent.detail.n == 0);
    assert_string_equal(s.commands,
        "EHLO example.org\r\nMAIL FROM:<service@example.org>\r\nRCPT TO:<lea@example.org>\r\nDATA\r\nQUIT\r\n");
    /* a line that begins with a point is sent with two: RFC 5321, section 4.5.2 */
    assert_string_equal(s.body, "Subject: x\r\n\r\nBonjour\r\n..point\r\n...\r\n");
}

static void with_user_and_password(void **state)
{
    ARENA a = arena_new(MIB);
    Sink s = polite();
    sink_start(&s);
    MailTransport t = transport(&s);
    t.user = S("moi");
    t.password = S("secret");
    t.helo = S("ensemble.example.org");
    MailSent sent = { 0 };
    assert_ok(deliver(a, &s, &t, &sent));
    assert_true(strstr(s.commands, "EHLO ensemble.example.org\r\n") != NULL);
    assert_true(strstr(s.commands, "AUTH PLAIN") != NULL);
    s = polite();
    s.auth = "535 no\r\n";
    sink_start(&s);
    t = transport(&s);
    t.user = S("moi");
    t.password = S("faux");
    assert_err(deliver(a, &s, &t, &sent), ERR_FORBIDDEN);
    assert_true(strstr(s.commands, "MAIL") == NULL);
}

/* Each stage refuses, for now or for good. */
static void refusals(void **state)
{
    ARENA a = arena_new(MIB);
    static const struct {
        size_t stage;
        const char *reply;
        Err err;
        int code;
    } cases[] = {
        { offsetof(Sink, mail), "451 later\r\n", ERR_BUSY, 451 },
        { offsetof(Sink, mail), "550 no\r\n", ERR_INVALID, 550 },
        { offsetof(Sink, rcpt), "450 mailbox busy\r\n", ERR_BUSY, 450 },
        { offsetof(Sink, rcpt), "550 no such user lea@example.org\r\n", ERR_INVALID, 550 },
        { offsetof(Sink, data), "452 full\r\n", ERR_BUSY, 452 },
        { offsetof(Sink, data), "554 no\r\n", ERR_INVALID, 554 },
        { offsetof(Sink, end), "421 closing\r\n", ERR_BUSY, 421 },
        { offsetof(Sink, end), "552 too big\r\n", ERR_INVALID, 552 },
        { offsetof(Sink, greeting), "421 not now\r\n", ERR_BUSY, 421 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Sink s = polite();
        memcpy((char *)&s + cases[i].stage, &cases[i].reply, sizeof cases[i].reply);
        sink_start(&s);
        MailTransport t = transport(&s);
        MailSent sent = { 0 };
        Err e = deliver(a, &s, &t, &sent);
        if (e != cases[i].err || sent.code != cases[i].code)
            fail_msg("%s: %s, %d", cases[i].reply, err_info(e)->name, sent.code);
        assert_true(sent.detail.n > 0 && !str_has(sent.detail, S("@")));
    }
}

static void silence_and_absence(void **state)
{
    ARENA a = arena_new(MIB);
    MailSent sent = { 0 };
    Sink s = polite();
    s.greeting = NULL;
    sink_start(&s);
    MailTransport t = transport(&s);
    t.total_ms = 300;
    assert_err(deliver(a, &s, &t, &sent), ERR_TIMEOUT);
    s = polite();
    s.end = NULL;
    sink_start(&s);
    t = transport(&s);
    t.total_ms = 300;
    assert_err(deliver(a, &s, &t, &sent), ERR_TIMEOUT);
    s = polite();
    sink_start(&s);
    t = transport(&s);
    sink_stop(&s);                                 /* nobody listens there any more */
    assert_err(mail_send(a, &t, S("service@example.org"), S("lea@example.org"), message, 0, &sent), ERR_IO);
    assert_int_equal(sent.code, 0);
}

/* A server without STARTTLS is left before a name or a password is said. */
static void never_in_clear(void **state)
{
    ARENA a = arena_new(MIB);
    Sink s = polite();
    sink_start(&s);
    MailTransport t = transport(&s);
    t.tls = MAIL_STARTTLS;
    t.user = S("moi");
    t.password = S("secret");
    MailSent sent = { 0 };
    assert_err(deliver(a, &s, &t, &sent), ERR_IO);
    assert_true(strstr(s.commands, "AUTH") == NULL && strstr(s.commands, "MAIL") == NULL);
    s = polite();                                  /* and one that does not speak TLS */
    sink_start(&s);
    t = transport(&s);
    t.tls = MAIL_TLS;
    assert_err(deliver(a, &s, &t, &sent), ERR_IO);
    assert_true(strstr(s.commands, "MAIL") == NULL);
}

static void addresses_refused(void **state)
{
    ARENA a = arena_new(MIB);
    MailTransport t = { .folder = S("/nonexistent") };
    MailSent sent = { 0 };
    assert_err(mail_send(a, &t, S("service@example.org"), S("a@b.fr>\r\nRCPT TO:<c@d.fr"), message, 0, &sent),
        ERR_INVALID);
    assert_err(mail_send(a, &t, S("service"), S("a@b.fr"), message, 0, &sent), ERR_INVALID);
    assert_true(sent.detail.n > 0);
}

static void into_a_folder(void **state)
{
    ARENA a = arena_new(MIB);
    Str folder = test_dir(state);
    MailTransport t = { .folder = folder };
    MailSent sent = { 0 };
    for (int i = 0; i < 3; i++)
        assert_ok(mail_send(a, &t, S("service@example.org"), S("lea@example.org"), message, 1795475400, &sent));
    /* 23:10 UTC is 00:10 of the next day in Paris */
    for (int i = 0; i < 3; i++) {
        Str path = str_format(a, "%.*s/20261124-001000-%04d.eml", STR_ARG(folder), i);
        assert_str_equal(test_read(a, path), message);
        struct stat st;
        assert_int_equal(stat(path.p, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
    int files = 0;
    DIR *d = opendir(folder.p);
    for (const struct dirent *entry; (entry = readdir(d)) != NULL;)
        files += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(d);
    assert_int_equal(files, 3);
    t.folder = str_cat(a, folder, S("/absent"));
    assert_err(mail_send(a, &t, S("service@example.org"), S("lea@example.org"), message, 0, &sent), ERR_IO);
    assert_true(sent.detail.n > 0);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(taken),
        cmocka_unit_test(with_user_and_password),
        cmocka_unit_test(refusals),
        cmocka_unit_test(silence_and_absence),
        cmocka_unit_test(never_in_clear),
        cmocka_unit_test(addresses_refused),
        cmocka_unit_test(into_a_folder),
    };
    return SUITE_MAIN("mail_smtp", false, all);
}
