// SPDX-License-Identifier: AGPL-3.0-or-later
/* `ensemble recuperer`: fetches an official file from the address that its publisher gives (sources.h), for an import. */
#pragma once

#include "core/slice.h"

extern const Slice slice_recuperation;
