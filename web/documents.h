// SPDX-License-Identifier: AGPL-3.0-or-later
/* Documents joined to something (an action, a meeting), as documents.html lists them. */
#pragma once

#include "base/base.h"

typedef struct DocumentJoint {
    int64_t id, taille, at;                        /* taille: bytes */
    Str nom, sha256;
} DocumentJoint;
