// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/pdf.h"

#include <stdio.h>
#include <unistd.h>

#include "support/suite.h"

Str test_pdf(void **state, Arena *a, Str document, const char *command)
{
    Str path = str_cat(a, test_dir(state), S("/x.pdf"));
    test_write(path, document);
    if (access("/usr/bin/pdftotext", X_OK) != 0)
        test_skip("poppler-utils manque");
    FILE *f = popen(str_replace(a, str_from(command), S("%s"), path).p, "r");
    assert_non_null(f);
    BUF b = buf_new(8 * MIB);
    char z[4096];
    for (size_t n; (n = fread(z, 1, sizeof z, f)) > 0;)
        buf_put(&b, str_of(z, n));
    assert_int_equal(pclose(f), 0);
    Str s = str_dup(a, buf_str(&b));
    assert_non_null(s.p);
    return s;
}
