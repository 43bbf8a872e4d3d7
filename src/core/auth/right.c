// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/right.h"

const Right right_public = { "public", "Voir les pages ouvertes à tous", PROOF_PUBLIC, 0 };
const Right right_form = { "formulaire", "Envoyer un formulaire sans compte", PROOF_FORM, 0 };
const Right right_session = { "session", "Ouvrir son espace", PROOF_SESSION, 0 };
