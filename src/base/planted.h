// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A planted fault: the second expression replaces the first in builds made with -DPLANT_FAULT, which exist only to
 * show that the replay of the fuzz corpora finds it (fuzz/meson.build). One in each parser of outside bytes.
 *
 *     if (c == PLANTED('"', '\''))
 */
#pragma once

#ifdef PLANT_FAULT
#define PLANTED(sound, faulty) (faulty)
#else
#define PLANTED(sound, faulty) (sound)
#endif
