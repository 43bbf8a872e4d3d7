// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/keys.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/suite.h"

static void a_file_is_made_once(void **state)
{
    ARENA a = arena_new(MIB);
    char folder[] = "/tmp/ensemble-cle-XXXXXX";
    assert_non_null(mkdtemp(folder));
    Str path = str_format(a, "%s/cle", folder), message = STR_NONE;
    Keys first, again;
    struct stat st;
    assert_ok(keys_load(a, path, &first, &message));
    assert_ok(keys_load(a, path, &again, &message));
    assert_memory_equal(&first, &again, sizeof first);
    assert_int_equal(stat(path.p, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(st.st_size, 65);
    assert_memory_not_equal(first.forms, first.codes, KEY_BYTES);
    assert_memory_not_equal(first.box, first.seal, KEY_BYTES);
    chmod(path.p, 0640);
    assert_err(keys_load(a, path, &again, &message), ERR_FORBIDDEN);
    assert_true(str_has(message, S("chmod 600")));
    unlink(path.p);
    rmdir(folder);
}

static void it_has_a_place_of_its_own(void **state)
{
    ARENA a = arena_new(MIB);
    assert_str_equal(keys_path(a, S("/etc/cle"), S("/v/b.db"), S("/v")), S("/etc/cle"));
    assert_str_equal(keys_path(a, STR_NONE, S("/v/b.db"), S("/v")), S("/v/b.db.cle"));
    assert_str_equal(keys_path(a, S(""), STR_NONE, S("/v")), S("/v/ensemble.cle"));
    assert_true(str_is_none(keys_path(a, S(""), STR_NONE, STR_NONE)));
    char folder[] = "/tmp/ensemble-cle-XXXXXX";
    assert_non_null(mkdtemp(folder));
    Str inner = str_format(a, "%s/a/b", folder), path = str_cat(a, inner, S("/cle")), message = STR_NONE;
    Keys keys;
    assert_ok(keys_load(a, path, &keys, &message));
    unlink(path.p);
    rmdir(inner.p);
    rmdir(str_format(a, "%s/a", folder).p);
    assert_int_equal(rmdir(folder), 0);
}

static void what_is_no_key_is_refused(void **state)
{
    static const char *const contents[] = { "", "abc", "zz",
        "00000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000\n\n",
        "000000000000000000000000000000000000000000000000000000000000000g" };
    ARENA a = arena_new(MIB);
    char path[] = "/tmp/ensemble-cle-XXXXXX";
    int fd = mkstemp(path);
    Keys keys;
    Str message = STR_NONE;
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        assert_int_equal(ftruncate(fd, 0), 0);
        assert_int_equal(pwrite(fd, contents[i], strlen(contents[i]), 0), (ssize_t)strlen(contents[i]));
        assert_err(keys_load(a, str_from(path), &keys, &message), ERR_INVALID);
        assert_true(str_has(message, str_from(path)));
    }
    close(fd);
    unlink(path);
    assert_err(keys_load(a, S("/proc/nulle-part/cle"), &keys, &message), ERR_IO);
}

static void a_box_opens_for_its_row_only(void **state)
{
    ARENA a = arena_new(MIB);
    Keys keys;
    keys_derive((const uint8_t[KEY_BYTES]){ 7 }, &keys);
    Str sealed = key_seal(a, keys.box, S("totp:12"), S("secret"));
    assert_str_equal(key_open(a, keys.box, S("totp:12"), sealed), S("secret"));
    assert_true(str_is_none(key_open(a, keys.box, S("totp:13"), sealed)));
    assert_true(str_is_none(key_open(a, keys.names, S("totp:12"), sealed)));
    assert_true(str_is_none(key_open(a, keys.box, S("totp:12"), str_slice(sealed, 0, sealed.n - 1))));
    assert_true(str_is_none(key_open(a, keys.box, S("totp:12"), S(""))));
    assert_false(str_eq(sealed, key_seal(a, keys.box, S("totp:12"), S("secret"))));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(a_file_is_made_once),
        cmocka_unit_test(it_has_a_place_of_its_own),
        cmocka_unit_test(what_is_no_key_is_refused),
        cmocka_unit_test(a_box_opens_for_its_row_only),
    };
    return SUITE_MAIN("auth_keys", false, all);
}
