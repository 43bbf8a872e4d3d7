// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Echanges: the directory of places in other people's forms. In: `importer lieux` and the page where a file is left,
 * previewed and confirmed. Out: `exporter lieux`, and what other sites read of it.
 */
#pragma once

extern const struct Slice slice_echanges;
