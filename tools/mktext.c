// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * mktext: one text file as a C text, for what is delivered inside the program.
 *
 *     mktext NAME FILE > name.c
 */
#include <stdio.h>

enum { LINE_BYTES = 100 };

int main(int argc, char **argv)
{
    FILE *f = argc == 3 ? fopen(argv[2], "rb") : NULL;
    int c, column = 0;
    if (!f) {
        fprintf(stderr, "mktext NAME FILE\n");
        return 1;
    }
    printf("extern const char %s[];\nconst char %s[] =\n    \"", argv[1], argv[1]);
    while ((c = getc(f)) != EOF) {
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20 || c >= 0x7f || c == '?')
            printf("\\%03o", (unsigned)c);
        else
            putchar(c);
        if (++column % LINE_BYTES == 0)
            fputs("\"\n    \"", stdout);
    }
    puts("\";");
    int bad = ferror(f);
    fclose(f);
    return bad || fflush(stdout) != 0;
}
