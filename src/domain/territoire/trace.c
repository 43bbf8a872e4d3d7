// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/territoire/trace.h"

/* A sign separates two numbers by itself. */
static void put_pair(Buf *b, int x, int y)
{
    buf_i64(b, x);
    if (y >= 0)
        buf_char(b, ' ');
    buf_i64(b, y);
}

void trace_start(Buf *b, const int *at)
{
    buf_char(b, 'M');
    put_pair(b, at[0], at[1]);
    buf_char(b, 'l');
}

void trace_step(Buf *b, const int *from, const int *to, bool first)
{
    if (!first && to[0] >= from[0])
        buf_char(b, ' ');
    put_pair(b, to[0] - from[0], to[1] - from[1]);
}

TracePas trace_next(Trace *t)
{
    int64_t v[2] = { 0 };
    int k = 0;
    bool start = false;
    while (t->i < t->d.n) {
        char ch = t->d.p[t->i];
        size_t from = t->i++;
        if (ch == 'z')
            return TRACE_FERME;
        start = start || ch == 'M';
        if (ch != '-' && (ch < '0' || ch > '9'))
            continue;
        while (t->i < t->d.n && t->d.p[t->i] >= '0' && t->d.p[t->i] <= '9')
            t->i++;
        str_to_i64(str_slice(t->d, from, t->i), &v[k++]);
        if (k < 2)
            continue;
        t->x = start ? v[0] : t->x + v[0];
        t->y = start ? v[1] : t->y + v[1];
        return start ? TRACE_DEBUT : TRACE_POINT;
    }
    return TRACE_FIN;
}
