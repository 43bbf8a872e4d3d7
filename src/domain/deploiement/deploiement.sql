-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/deploiement/deploiement.h"

-- query: habilitation_lire (structure_id StructureId) -> one (etat str, demande_j i64?, decision_j i64?)
SELECT etat, demande_j, decision_j FROM deploiement_structure WHERE structure_id = :structure_id;

-- query: habilitations_toutes () -> many (structure_id StructureId, etat str, demande_j i64?, decision_j i64?)
SELECT structure_id, etat, demande_j, decision_j FROM deploiement_structure ORDER BY structure_id;

-- query: habilitation_ecrire (structure_id StructureId, etat str, demande_j i64?, decision_j i64?, now i64) -> exec
INSERT INTO deploiement_structure (structure_id, etat, demande_j, decision_j, modifie_at)
VALUES (:structure_id, :etat, :demande_j, :decision_j, :now)
ON CONFLICT (structure_id) DO UPDATE SET etat = excluded.etat, demande_j = excluded.demande_j,
    decision_j = excluded.decision_j, modifie_at = excluded.modifie_at;

-- query: habilitation_commencer (structure_id StructureId, etat str, now i64) -> exec
INSERT INTO deploiement_structure (structure_id, etat, modifie_at) VALUES (:structure_id, :etat, :now)
ON CONFLICT (structure_id) DO NOTHING;

-- query: aidants_tous () -> many (structure_id StructureId, personne_id PersonneId, etat str, pairs bool, demande_j i64?,
--        formation_j i64?, pix_j i64?, pix_score i64?, carte_j i64?, connexion_j i64?, activite_j i64?)
SELECT structure_id, personne_id, etat, pairs, demande_j, formation_j, pix_j, pix_score, carte_j, connexion_j, activite_j
FROM deploiement_personne ORDER BY structure_id, personne_id;

-- query: aidants_structure (structure_id StructureId) -> many (structure_id StructureId, personne_id PersonneId, etat str,
--        pairs bool, demande_j i64?, formation_j i64?, pix_j i64?, pix_score i64?, carte_j i64?, connexion_j i64?, activite_j i64?)
SELECT structure_id, personne_id, etat, pairs, demande_j, formation_j, pix_j, pix_score, carte_j, connexion_j, activite_j
FROM deploiement_personne WHERE structure_id = :structure_id ORDER BY personne_id;

-- query: aidants_personne (personne_id PersonneId) -> many (structure_id StructureId, personne_id PersonneId, etat str,
--        pairs bool, demande_j i64?, formation_j i64?, pix_j i64?, pix_score i64?, carte_j i64?, connexion_j i64?, activite_j i64?)
SELECT structure_id, personne_id, etat, pairs, demande_j, formation_j, pix_j, pix_score, carte_j, connexion_j, activite_j
FROM deploiement_personne WHERE personne_id = :personne_id ORDER BY structure_id;

-- query: aidant_ecrire (structure_id StructureId, personne_id PersonneId, etat str, pairs bool, demande_j i64?,
--        formation_j i64?, pix_j i64?, pix_score i64?, carte_j i64?, connexion_j i64?, activite_j i64?, now i64) -> exec
-- args struct
INSERT INTO deploiement_personne (structure_id, personne_id, etat, pairs, demande_j, formation_j, pix_j, pix_score, carte_j,
    connexion_j, activite_j, modifie_at)
VALUES (:structure_id, :personne_id, :etat, :pairs, :demande_j, :formation_j, :pix_j, :pix_score, :carte_j, :connexion_j,
    :activite_j, :now)
ON CONFLICT (structure_id, personne_id) DO UPDATE SET etat = excluded.etat, pairs = excluded.pairs,
    demande_j = excluded.demande_j, formation_j = excluded.formation_j, pix_j = excluded.pix_j,
    pix_score = excluded.pix_score, carte_j = excluded.carte_j, connexion_j = excluded.connexion_j,
    activite_j = excluded.activite_j, modifie_at = excluded.modifie_at;

-- query: aidants_oublier (personne_id PersonneId) -> exec
DELETE FROM deploiement_personne WHERE personne_id = :personne_id;

-- query: labels_de (structure_id StructureId) -> many (label str, obtenu_j i64, expire_j i64?)
SELECT label, obtenu_j, expire_j FROM structure_label WHERE structure_id = :structure_id ORDER BY label;

-- query: label_ecrire (structure_id StructureId, label str, obtenu_j i64, expire_j i64?) -> exec
INSERT INTO structure_label (structure_id, label, obtenu_j, expire_j)
VALUES (:structure_id, :label, :obtenu_j, :expire_j)
ON CONFLICT (structure_id, label) DO UPDATE SET obtenu_j = excluded.obtenu_j, expire_j = excluded.expire_j;

-- query: label_effacer (structure_id StructureId, label str) -> count
DELETE FROM structure_label WHERE structure_id = :structure_id AND label = :label;
