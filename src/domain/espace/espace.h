// SPDX-License-Identifier: AGPL-3.0-or-later
/* Espace: the pages of whoever is signed in, about herself: what waits, profile, proofs and sessions. It owns no table. */
#pragma once

extern const struct Slice slice_espace;
