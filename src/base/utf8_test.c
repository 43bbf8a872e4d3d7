// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/suite.h"

#include <string.h>

static void well_formed(void **state)
{
    static const Str good[] = { S_INIT(""), S_INIT("Brou"), S_INIT("é"), S_INIT("€"), S_INIT("\xF0\x9F\x98\x80"),
        S_INIT("\0"), S_INIT("\x7F"), S_INIT("\xC2\x80"), S_INIT("\xDF\xBF"), S_INIT("\xE0\xA0\x80"),
        S_INIT("\xED\x9F\xBF"), S_INIT("\xEE\x80\x80"), S_INIT("\xEF\xBF\xBF"), S_INIT("\xF0\x90\x80\x80"),
        S_INIT("\xF4\x8F\xBF\xBF"), S_INIT("\xEF\xBB\xBF") };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (!utf8_valid(good[i]))
            fail_msg("vector %zu refused", i);
    assert_true(utf8_valid(STR_NONE));
}

/* The classes of malformed sequences, each behind one good byte. */
static void malformed(void **state)
{
    static const Str bad[] = {
        S_INIT("a\x80"), S_INIT("a\xBF"), S_INIT("a\xFE"), S_INIT("a\xFF"),                   /* lone bytes */
        S_INIT("a\xC3"), S_INIT("a\xE2\x82"), S_INIT("a\xF0\x9F\x98"),                        /* cut short */
        S_INIT("a\xC3("), S_INIT("a\xE2(\xA1"), S_INIT("a\xE2\x82("), S_INIT("a\xF0\x9F\x98("), /* broken */
        S_INIT("a\xC0\x80"), S_INIT("a\xC0\xAF"), S_INIT("a\xC1\xBF"),                        /* overlong */
        S_INIT("a\xE0\x80\xAF"), S_INIT("a\xE0\x9F\xBF"), S_INIT("a\xF0\x80\x80\xAF"), S_INIT("a\xF0\x8F\xBF\xBF"),
        S_INIT("a\xED\xA0\x80"), S_INIT("a\xED\xBF\xBF"), S_INIT("a\xED\xA0\xBD\xED\xB8\x80"), /* surrogates */
        S_INIT("a\xF4\x90\x80\x80"), S_INIT("a\xF5\x80\x80\x80"), S_INIT("a\xF7\xBF\xBF\xBF"), /* over U+10FFFF */
        S_INIT("a\xF8\x88\x80\x80\x80"), S_INIT("a\xFC\x84\x80\x80\x80\x80"),                 /* five and six bytes */
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (utf8_valid(bad[i]) || utf8_valid_prefix(bad[i]) != 1)
            fail_msg("vector %zu: prefix %zu", i, utf8_valid_prefix(bad[i]));
        size_t at = 1;
        assert_int_equal(utf8_next(bad[i], &at), 0xFFFD);
        assert_int_equal(at, 2);
    }
    size_t at = 3;
    assert_int_equal(utf8_next(S("abc"), &at), 0xFFFD);
    assert_int_equal(at, 3);
}

static void every_scalar_value(void **state)
{
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        char out[4];
        size_t n = utf8_put(out, cp), at = 0;
        bool scalar = cp < 0xD800 || cp > 0xDFFF;
        assert_true(utf8_valid(str_of(out, n)));
        assert_int_equal(utf8_next(str_of(out, n), &at), scalar ? cp : 0xFFFD);
        assert_int_equal(at, n);
    }
    char out[4];
    assert_int_equal(utf8_put(out, 0x110000), 3);
    assert_memory_equal(out, "\xEF\xBF\xBD", 3);
}

static void counting_and_cutting(void **state)
{
    assert_int_equal(utf8_length(S("œuvré €")), 7);
    assert_int_equal(utf8_length(S("\xE2\x82")), 2);
    assert_str_equal(utf8_cut(S("éàü"), 2), S("éà"));
    assert_str_equal(utf8_cut(S("éàü"), 9), S("éàü"));
    assert_str_equal(utf8_cut(S("éàü"), 0), S(""));
    assert_true(str_is_none(utf8_cut(STR_NONE, 3)));
    ARENA a = arena_new(4 * KIB);
    assert_str_equal(utf8_abridge(a, S("été à Brou"), 10), S("été à Brou")); /* 13 bytes, 10 characters */
    assert_str_equal(utf8_abridge(a, S("couverture du territoire"), 20), S("couverture du…"));
    assert_str_equal(utf8_abridge(a, S("couverture du territoire"), 14), S("couverture du…"));
    assert_str_equal(utf8_abridge(a, S("anticonstitutionnellement"), 8), S("anticon…"));
    assert_str_equal(utf8_abridge(a, S("éàüéàü"), 4), S("éàü…"));
    assert_str_equal(utf8_abridge(a, S("abc"), 0), S("…"));
    assert_true(str_is_none(utf8_abridge(a, STR_NONE, 3)));
}

static void folding(void **state)
{
    static const struct {
        Str from, to;
    } known[] = {
        { S_INIT("Saint-Rémy  L’Évêque"), S_INIT("saint remy l eveque") },
        { S_INIT("  ÉCOLE (primaire)  "), S_INIT("ecole primaire") },
        { S_INIT("Cœur d'Œuvre, Æthelred"), S_INIT("coeur d oeuvre aethelred") },
        { S_INIT("L’Haÿ-les-Roses"), S_INIT("l hay les roses") },
        { S_INIT("Straße Łódź Ørsted Ægir"), S_INIT("strasse lodz orsted aegir") },
        { S_INIT("e\u0301cole"), S_INIT("ecole") },
        { S_INIT("n° 5, 2ᵉ"), S_INIT("n 5 2ᵉ") },
        { S_INIT("a\u00A0b\u202Fc\u2009d"), S_INIT("a b c d") },
        { S_INIT("co\u00ADopération"), S_INIT("cooperation") },
        { S_INIT("…«»—"), S_INIT("") },
        { S_INIT(""), S_INIT("") },
        { S_INIT("a\xFF\xC3(b"), S_INIT("a b") },
        { S_INIT("Μεγάλη МОСКВА"), S_INIT("μεγάλη москва") },
        { S_INIT("ﬁbre 10×5"), S_INIT("fibre 10 5") },
        { S_INIT("😀 bus 😀"), S_INIT("bus") },
    };
    ARENA a = arena_new(64 * KIB);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_str_equal(utf8_fold(a, known[i].from), known[i].to);
    assert_true(str_is_none(utf8_fold(a, STR_NONE)));
}

/* Folding is done once: a key folded again is the same key, whatever the text. */
static void folding_is_idempotent_and_bounded(void **state)
{
    ARENA a = arena_new(MIB);
    uint64_t bits = 88172645463325252u;
    for (int round = 0; round < 3000; round++) {
        ArenaMark mark = arena_mark(a);
        char text[48];
        size_t n = 0;
        while (n < sizeof text - 4) {
            bits ^= bits << 13;
            bits ^= bits >> 7;
            bits ^= bits << 17;
            n += bits % 7 == 0 ? (text[n] = (char)bits, 1u) : utf8_put(text + n, (uint32_t)(bits >> 20) % 0x2400);
        }
        Str once = utf8_fold(a, str_of(text, n));
        assert_true(utf8_valid(once));
        assert_true(once.n <= n);
        assert_str_equal(utf8_fold(a, once), once);
        Str name = utf8_fold_name(a, str_of(text, n));
        assert_str_equal(utf8_fold_name(a, name), name);
        assert_false(arena_failed(a));
        arena_reset(a, mark);
    }
}

static void place_names(void **state)
{
    ARENA a = arena_new(64 * KIB);
    assert_str_equal(utf8_fold_name(a, S("St-Rémy-sur-Avre")), S("saint remy sur avre"));
    assert_str_equal(utf8_fold_name(a, S("STE Gemme")), S("sainte gemme"));
    assert_str_equal(utf8_fold_name(a, S("st")), S("saint"));
    assert_str_equal(utf8_fold_name(a, S("st ste st")), S("saint sainte saint"));
    assert_str_equal(utf8_fold_name(a, S("Stains, Estaing, Ast")), S("stains estaing ast"));
    assert_str_equal(utf8_fold_name(a, S("")), S(""));
    assert_true(str_is_none(utf8_fold_name(a, STR_NONE)));
}

static void composing(void **state)
{
    static const struct {
        Str from, to;
    } known[] = {
        { S_INIT("e\u0301cole a\u0300 l'e\u0301te\u0301"), S_INIT("école à l'été") },
        { S_INIT("C\u0327a noe\u0308l u\u0302 n\u0303 A\u030A s\u030C"), S_INIT("Ça noël û ñ Å š") },
        { S_INIT("e\u0302\u0301"), S_INIT("\u1EBF") },     /* two marks, one after the other */
        { S_INIT("x\u0301"), S_INIT("x\u0301") },          /* no such letter */
        { S_INIT("\u0301e"), S_INIT("\u0301e") },          /* nothing before */
        { S_INIT("e\xFF\u0301"), S_INIT("e\xFF\u0301") },
        { S_INIT("e\u0301\xCC"), S_INIT("é\xCC") },        /* cut short: kept */
    };
    ARENA a = arena_new(64 * KIB);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_str_equal(utf8_nfc(a, known[i].from), known[i].to);
    Str same = S("déjà composé");
    assert_ptr_equal(utf8_nfc(a, same).p, same.p);
    assert_true(str_is_none(utf8_nfc(a, STR_NONE)));
}

static void windows_1252(void **state)
{
    ARENA a = arena_new(64 * KIB);
    assert_str_equal(utf8_from_cp1252(a, S("Ch\xE2teaudun \x80 l\x92\xE9t\xE9 \x9C")), S("Châteaudun € l’été œ"));
    assert_str_equal(utf8_from_cp1252(a, S("\x81\x8D\x8F\x90\x9D")), S("\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"));
    assert_str_equal(utf8_from_cp1252(a, S("a\0b")), S("a\0b"));
    assert_true(str_is_none(utf8_from_cp1252(a, STR_NONE)));
    char all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    Str out = utf8_from_cp1252(a, str_of(all, sizeof all));
    assert_true(utf8_valid(out));
    assert_int_equal(utf8_length(out), 256);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(well_formed),
        cmocka_unit_test(malformed),
        cmocka_unit_test(every_scalar_value),
        cmocka_unit_test(counting_and_cutting),
        cmocka_unit_test(folding),
        cmocka_unit_test(folding_is_idempotent_and_bounded),
        cmocka_unit_test(place_names),
        cmocka_unit_test(composing),
        cmocka_unit_test(windows_1252),
    };
    return SUITE_MAIN("utf8", false, all);
}
