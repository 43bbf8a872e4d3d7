// SPDX-License-Identifier: AGPL-3.0-or-later
/* Integration: the list of places inside the pages of other sites, and the page that says how to put it there. */
#pragma once

extern const struct Slice slice_integration;
