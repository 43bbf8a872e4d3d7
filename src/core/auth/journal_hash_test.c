// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/journal_hash.h"

#include <sodium.h>
#include <string.h>

#include "support/suite.h"

enum { LINES = 12 };

typedef struct Journal {
    int64_t position[LINES + 1];
    Str what[LINES + 1];
    JournalHash chain[LINES + 1];
    size_t n;
    JournalCheckpoint seals[4];                    /* after lines 4, 8 and 12 */
    size_t n_seals;
} Journal;

static const uint8_t seed[32] = { 28 };

static JournalHash line_of(Str what)
{
    return journal_line_hash((const Str[]){ S("12"), S("lieu.rename"), what, STR_NONE }, 4);
}

static Journal made(void)
{
    static const Str words[] = { S_INIT("a"), S_INIT("b"), S_INIT("c"), S_INIT("d"), S_INIT("e"), S_INIT("f"),
        S_INIT("g"), S_INIT("h"), S_INIT("i"), S_INIT("j"), S_INIT("k"), S_INIT("l") };
    Journal j = { .n = LINES };
    uint8_t public_key[JOURNAL_PUBLIC_KEY], secret[JOURNAL_SECRET_KEY];
    journal_keys(seed, public_key, secret);
    JournalHash chain = journal_start(S("28"));
    for (size_t i = 0; i < LINES; i++) {
        j.position[i] = (int64_t)i + 1;
        j.what[i] = words[i];
        j.chain[i] = chain = journal_chain(chain, (int64_t)i + 1, line_of(words[i]));
        if ((i + 1) % 4 == 0) {
            JournalCheckpoint c = { .position = (int64_t)i + 1, .at = 1000 + (int64_t)i, .chain = chain };
            journal_checkpoint_sign(&c, secret);
            j.seals[j.n_seals++] = c;
        }
    }
    return j;
}

/* Lines in order, each checkpoint once its line has passed; those that cover no line come last. */
static JournalCheck checked(const Journal *j)
{
    JournalCheck check;
    uint8_t public_key[JOURNAL_PUBLIC_KEY], secret[JOURNAL_SECRET_KEY];
    journal_keys(seed, public_key, secret);
    journal_check_start(&check, 0, journal_start(S("28")), public_key);
    size_t s = 0;
    for (size_t i = 0; i < j->n; i++) {
        journal_check_line(&check, j->position[i], line_of(j->what[i]), j->chain[i]);
        if (s < j->n_seals && j->seals[s].position == j->position[i])
            journal_check_checkpoint(&check, &j->seals[s++]);
    }
    while (s < j->n_seals)
        journal_check_checkpoint(&check, &j->seals[s++]);
    return check;
}

static void assert_fault(const Journal *j, JournalVerdict verdict, int64_t at)
{
    JournalCheck check = checked(j);
    assert_int_equal(journal_check_end(&check), verdict);
    assert_int_equal(check.fault_at, at);
    assert_true(journal_verdict_message(verdict).n > 0);
}

static void intact(void **state)
{
    Journal j = made();
    JournalCheck check = checked(&j);
    assert_int_equal(journal_check_end(&check), JOURNAL_INTACT);
    assert_int_equal(check.position, 12);
    assert_int_equal(check.sealed, 12);
    j.n_seals = 2;                                 /* a tail that is not sealed yet */
    check = checked(&j);
    assert_int_equal(journal_check_end(&check), JOURNAL_INTACT);
    assert_int_equal(check.sealed, 8);
    assert_int_equal(check.position, 12);
}

static void tampered(void **state)
{
    for (int i = 0; i < LINES; i++) {              /* the content, then the stored chain, of each line */
        Journal j = made();
        j.what[i] = S("autre");
        assert_fault(&j, JOURNAL_TAMPERED, i + 1);
        j = made();
        j.chain[i].v[0] ^= 1;
        assert_fault(&j, JOURNAL_TAMPERED, i + 1);
    }
}

/* Someone with the program but without the key makes the whole chain again after changing a line. */
static void made_again(void **state)
{
    Journal j = made();
    j.what[5] = S("autre");
    JournalHash chain = j.chain[4];
    for (size_t i = 5; i < LINES; i++)
        j.chain[i] = chain = journal_chain(chain, j.position[i], line_of(j.what[i]));
    assert_fault(&j, JOURNAL_TAMPERED, 8);
    uint8_t other[32] = { 1 }, public_key[JOURNAL_PUBLIC_KEY], secret[JOURNAL_SECRET_KEY];
    journal_keys(other, public_key, secret);
    j.seals[1].chain = j.chain[7];
    journal_checkpoint_sign(&j.seals[1], secret);
    assert_fault(&j, JOURNAL_FORGED, 8);
}

static void shortened(void **state)
{
    for (size_t n = 0; n < LINES; n++) {
        Journal j = made();
        j.n = n;
        assert_fault(&j, JOURNAL_SHORTENED, (int64_t)n + 1);
    }
}

static void removed_and_reordered(void **state)
{
    for (size_t i = 0; i + 1 < LINES; i++) {
        Journal j = made();
        for (size_t k = i; k + 1 < LINES; k++) {
            j.position[k] = j.position[k + 1];
            j.what[k] = j.what[k + 1];
            j.chain[k] = j.chain[k + 1];
        }
        j.n--;
        assert_fault(&j, JOURNAL_DISORDER, (int64_t)i + 1);
        j = made();                                /* two lines exchanged whole */
        Str what = j.what[i];
        JournalHash chain = j.chain[i];
        j.position[i]++, j.position[i + 1]--;
        j.what[i] = j.what[i + 1], j.what[i + 1] = what;
        j.chain[i] = j.chain[i + 1], j.chain[i + 1] = chain;
        assert_fault(&j, JOURNAL_DISORDER, (int64_t)i + 1);
        j = made();                                /* their contents only */
        what = j.what[i];
        j.what[i] = j.what[i + 1], j.what[i + 1] = what;
        assert_fault(&j, JOURNAL_TAMPERED, (int64_t)i + 1);
    }
}

static void forged_checkpoints(void **state)
{
    Journal j = made();
    j.seals[1].signature[3] ^= 1;
    assert_fault(&j, JOURNAL_FORGED, 8);
    j = made();
    j.seals[1].at++;
    assert_fault(&j, JOURNAL_FORGED, 8);
    j = made();
    j.seals[0].position = 3;
    assert_fault(&j, JOURNAL_FORGED, 3);
}

/* The first eight lines were taken away with their last checkpoint kept. */
static void after_a_rotation(void **state)
{
    Journal j = made();
    uint8_t public_key[JOURNAL_PUBLIC_KEY], secret[JOURNAL_SECRET_KEY];
    journal_keys(seed, public_key, secret);
    JournalCheck check;
    journal_check_start(&check, 8, j.seals[1].chain, public_key);
    journal_check_checkpoint(&check, &j.seals[1]);
    for (size_t i = 8; i < LINES; i++)
        journal_check_line(&check, j.position[i], line_of(j.what[i]), j.chain[i]);
    journal_check_checkpoint(&check, &j.seals[2]);
    assert_int_equal(journal_check_end(&check), JOURNAL_INTACT);
    assert_int_equal(check.sealed, 12);
    /* and a start that was not signed is refused */
    journal_check_start(&check, 8, j.chain[6], public_key);
    journal_check_checkpoint(&check, &j.seals[1]);
    assert_int_equal(journal_check_end(&check), JOURNAL_TAMPERED);
}

static void fields_do_not_run_together(void **state)
{
    JournalHash h[] = {
        journal_line_hash((const Str[]){ S("ab"), S("c") }, 2),
        journal_line_hash((const Str[]){ S("a"), S("bc") }, 2),
        journal_line_hash((const Str[]){ S("abc"), S("") }, 2),
        journal_line_hash((const Str[]){ S("abc"), STR_NONE }, 2),
        journal_line_hash((const Str[]){ S("abc") }, 1),
        journal_start(S("abc")),
        journal_chain(journal_start(S("abc")), 1, journal_start(S("abc"))),
        journal_chain(journal_start(S("abc")), 2, journal_start(S("abc"))),
    };
    for (size_t i = 0; i < sizeof h / sizeof *h; i++)
        for (size_t k = i + 1; k < sizeof h / sizeof *h; k++)
            assert_false(journal_hash_eq(h[i], h[k]));
}

/* The published layout, said a second time byte by byte: a change of it is a new version, never a surprise. */
static void layout_is_fixed(void **state)
{
    static const uint8_t bytes[] = "journal line   \0"
                                   "\1\0\0\0\0\0\0\0"
                                   "\2\0\0\0\0\0\0\0"
                                   "\2\0\0\0\0\0\0\0"
                                   "ab"
                                   "\xff\xff\xff\xff\xff\xff\xff\xff";
    JournalHash want, got = journal_line_hash((const Str[]){ S("ab"), STR_NONE }, 2);
    crypto_generichash(want.v, sizeof want.v, bytes, sizeof bytes - 1, NULL, 0);
    assert_true(journal_hash_eq(got, want));
}

/* RFC 8032, section 7.1, test 1: the public key of that secret. */
static void ed25519_known_answer(void **state)
{
    uint8_t secret_seed[32], want[32], public_key[JOURNAL_PUBLIC_KEY], secret[JOURNAL_SECRET_KEY];
    sodium_hex2bin(secret_seed, 32, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", 64, NULL, NULL,
        NULL);
    sodium_hex2bin(want, 32, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", 64, NULL, NULL, NULL);
    journal_keys(secret_seed, public_key, secret);
    assert_memory_equal(public_key, want, 32);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(intact),
        cmocka_unit_test(tampered),
        cmocka_unit_test(made_again),
        cmocka_unit_test(shortened),
        cmocka_unit_test(removed_and_reordered),
        cmocka_unit_test(forged_checkpoints),
        cmocka_unit_test(after_a_rotation),
        cmocka_unit_test(fields_do_not_run_together),
        cmocka_unit_test(layout_is_fixed),
        cmocka_unit_test(ed25519_known_answer),
    };
    return SUITE_MAIN("auth_journal", false, all);
}
