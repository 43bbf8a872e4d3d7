// SPDX-License-Identifier: AGPL-3.0-or-later
/* `ensemble journal verifier`. */
#include <sodium.h>

#include "core/app.h"
#include "core/view/view.h"
#include "domain/journal/journal_priv.h"

static bool read_hex(Str typed, uint8_t *to, size_t n)
{
    size_t got = 0;
    const char *end = NULL;
    return typed.n == 2 * n && sodium_hex2bin(to, n, typed.p, typed.n, NULL, &got, &end) == 0 && got == n &&
           end == typed.p + typed.n;
}

static Str hex(Arena *a, const uint8_t *bytes, size_t n)
{
    char *to = NEW(a, char, 2 * n + 1);
    if (!to)
        return STR_NONE;
    sodium_bin2hex(to, 2 * n + 1, bytes, n);
    return str_of(to, 2 * n);
}

static Err read_key(Cmd *c, uint8_t ret[JOURNAL_PUBLIC_KEY])
{
    Str typed = cmd_option(c, "cle");
    const Keys *keys = NULL;
    uint8_t secret[JOURNAL_SECRET_KEY];
    if (str_is_none(typed)) {
        TRY(cmd_keys(c, false, &keys));
        journal_keys(keys->seal, ret, secret);
        sodium_memzero(secret, sizeof secret);
    } else if (!read_hex(typed, ret, JOURNAL_PUBLIC_KEY)) {
        return cmd_fail(c, ERR_INVALID, "L’option « --cle » attend les 64 chiffres hexadécimaux de la clé publique.");
    }
    return OK;
}

static Err read_expected(Cmd *c, JournalAttendu *ret)
{
    Str typed = cmd_option(c, "attendu");
    size_t colon = str_find_char(typed, 0, ':');
    JournalAttendu expected = { 0 };
    if (str_is_none(typed))
        return OK;
    if (!str_to_i64(str_slice(typed, 0, colon), &expected.rang) || expected.rang < 1 ||
        !read_hex(str_slice(typed, colon + 1, typed.n), expected.chaine.v, JOURNAL_HASH))
        return cmd_fail(c, ERR_INVALID,
            "L’option « --attendu » attend un rang, deux points et 64 chiffres "
            "hexadécimaux, comme les donne une vérification.");
    *ret = expected;
    return OK;
}

static Str when(Cmd *c, int64_t at)
{
    Civil t = civil_paris(at);
    Short day = fr_date(date_paris(at));
    return str_format(c->arena, "%.*s à %02d h %02d", day.n, day.p, t.hour, t.minute);
}

static void tell_sealed(Cmd *c, const JournalEtat *e, const uint8_t cle[JOURNAL_PUBLIC_KEY])
{
    Buf *b = cmd_out(c);
    if (e->verdict != JOURNAL_INTACT) {
        Str why = journal_verdict_message(e->verdict);
        buf_format(b, "Lignes scellées : faute au rang %lld. %.*s\n", (long long)e->faute_rang, STR_ARG(why));
        buf_format(b, "Lignes prouvées avant elle : %lld\n", (long long)e->lignes);
        return;
    }
    buf_format(b, "Lignes scellées et prouvées : %lld", (long long)e->lignes);
    if (e->lignes > 0)
        buf_format(b, " (rangs %lld à %lld)", (long long)e->premier, (long long)e->rang);
    buf_char(b, '\n');
    if (e->premier > 1)
        buf_format(b, "Les %lld premières, de plus de %d mois, ont été retirées ; leur dernier sceau signé reste.\n",
            (long long)e->premier - 1, JOURNAL_MOIS);
    if (e->non_signee)
        buf_put(b, S("La dernière ligne scellée n’est pas signée : une signature a été retirée, ou des lignes ont été "
                     "ajoutées.\n"));
    else if (e->point_rang > 0)
        buf_format(b, "Dernier sceau signé : rang %lld, le %.*s\n", (long long)e->point_rang,
            STR_ARG(when(c, e->point_at)));
    if (e->attendu_absent)
        buf_put(b, S("Le sceau attendu n’est pas dans ce journal : il a été raccourci, ou ce n’est pas le même.\n"));
    if (e->rang > 0)
        buf_format(b, "Sceau à noter ailleurs : %lld:%.*s\n", (long long)e->rang,
            STR_ARG(hex(c->arena, e->chaine.v, JOURNAL_HASH)));
    buf_format(b, "Clé publique : %.*s\n", STR_ARG(hex(c->arena, cle, JOURNAL_PUBLIC_KEY)));
}

static void tell_tail(Cmd *c, const JournalEtat *e, int64_t now)
{
    Buf *b = cmd_out(c);
    if (e->attente == 0) {
        buf_put(b, S("Lignes en attente de sceau : aucune\n"));
        return;
    }
    int64_t age = now > e->attente_depuis ? now - e->attente_depuis : 0;
    buf_format(b, "Lignes en attente de sceau : %lld, la plus ancienne depuis %lld s\n", (long long)e->attente,
        (long long)age);
    if (e->inattendues > 0)
        buf_format(b, "Parmi elles, ajoutées hors du programme : %lld\n", (long long)e->inattendues);
    if (e->alterees > 0)
        buf_format(b, "Parmi elles, modifiées : %lld\n", (long long)e->alterees);
}

static Err verifier(Cmd *c)
{
    uint8_t cle[JOURNAL_PUBLIC_KEY];
    JournalAttendu attendu = { 0 };
    JournalEtat etat;
    int64_t now = clock_now(c->app->clock);
    TRY(read_key(c, cle));
    TRY(read_expected(c, &attendu));
    Err e = journal_verifier(c->db, cle, now, attendu, &etat);
    if (e != OK)
        return cmd_fail(c, e, "%.*s", STR_ARG(db_message(c->db)));
    tell_sealed(c, &etat, cle);
    tell_tail(c, &etat, now);
    if (!journal_est_intact(&etat))
        return cmd_fail(c, ERR_DB, "Le journal n’est pas intact.");
    cmd_say(c, "Le journal est intact.");
    return OK;
}

const Command journal_commands[] = {
    { "journal verifier", verifier, CMD_READ, NULL,
        (const CommandOption[]){
            { "cle", "CLÉ", "clé publique des signatures ; sans elle, celle de l’instance", NULL, NULL },
            { "attendu", "RANG:SCEAU", "sceau noté ailleurs, que ce journal doit contenir", NULL, NULL }, { 0 } },
        "Prouve que le journal est complet et inchangé",
        "Relit chaque ligne scellée, recalcule la chaîne et vérifie les signatures ; dit combien de lignes attendent "
        "leur "
        "sceau, et depuis quand. Une ligne modifiée, retirée ou déplacée est trouvée, et son rang donné : le code de "
        "sortie est alors 7.\n"
        "Une copie ramenée tout entière à un état plus ancien ne se voit qu’avec un sceau noté ailleurs : chaque "
        "vérification et le journal du service (journal_point) en donnent un, à redonner par « --attendu ».\n"
        "Pour une copie : ensemble journal verifier --db sqlite:copie.db --cle CLÉ" },
    { 0 },
};
