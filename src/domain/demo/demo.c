// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"
#include "domain/demo/demo.h"
#include "domain/demo/demo_tables.h"

const Slice slice_demo = { .name = "demo", .commands = demo_commands };
