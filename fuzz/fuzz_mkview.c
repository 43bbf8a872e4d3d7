// SPDX-License-Identifier: AGPL-3.0-or-later
/* mkview: a view gives C in which its texts stay texts and its expressions stay expressions, or one error with its place. */
#include "c_text.h"

#include "tools/mkview_lib.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(256 * MIB);
    SourceFile file = { s, S("essai.html"), S("web/essai.html") };
    MkviewCode code = { 0 }, again = { 0 };
    Str error = STR_NONE;
    Err e = mkview_run(a, &file, &code, &error);
    if (e != OK) {
        FUZZ_CHECK(e == ERR_INVALID && str_is_none(code.header) && str_is_none(code.source));
        check_generator_error(error, file.path);
        return 0;
    }
    c_check(code.header);
    c_check(code.source);
    FUZZ_CHECK(mkview_run(a, &file, &again, &error) == OK);
    FUZZ_SAME(again.header, code.header);
    FUZZ_SAME(again.source, code.source);
    return 0;
}
