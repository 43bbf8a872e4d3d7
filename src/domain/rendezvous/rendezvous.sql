-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/acteurs/acteurs.h"

-- query: rdv_connu (expediteur str, numero i64) -> maybe (emis str, etat str)
SELECT emis, etat FROM rdv_attente WHERE expediteur = :expediteur AND numero = :numero;

-- What was set aside stays so.
-- query: rdv_ecrire (uid str, expediteur str, numero i64, personne_id PersonneId, jour_j i64, heure str, duree_min i64,
--        collectif bool, lieu_type str, participants i64, etat str, emis str, now i64) -> exec
-- args struct
INSERT INTO rdv_attente (uid, expediteur, numero, personne_id, jour_j, heure, duree_min, collectif, lieu_type, participants,
    etat, emis, recu_at)
VALUES (:uid, :expediteur, :numero, :personne_id, :jour_j, :heure, :duree_min, :collectif, :lieu_type, :participants,
    :etat, :emis, :now)
ON CONFLICT (expediteur, numero) DO UPDATE SET personne_id = excluded.personne_id, jour_j = excluded.jour_j,
    heure = excluded.heure, duree_min = excluded.duree_min, collectif = excluded.collectif,
    lieu_type = excluded.lieu_type, participants = excluded.participants, emis = excluded.emis, recu_at = excluded.recu_at,
    etat = CASE rdv_attente.etat WHEN 'ecarte' THEN 'ecarte' ELSE excluded.etat END;

-- query: rdv_annuler (expediteur str, numero i64, emis str) -> exec
UPDATE rdv_attente SET etat = 'annule', emis = :emis WHERE expediteur = :expediteur AND numero = :numero AND etat = 'attend';

-- query: rdv_en_attente (personne_id PersonneId, jour_j i64, limite i64) -> many (uid str, jour_j i64, heure str,
--        duree_min i64, collectif bool, lieu_type str, participants i64)
SELECT uid, jour_j, heure, duree_min, collectif, lieu_type, participants FROM rdv_attente
WHERE personne_id = :personne_id AND etat = 'attend' AND jour_j <= :jour_j ORDER BY jour_j DESC, heure DESC, rdv_id LIMIT :limite;

-- query: rdv_a_venir (personne_id PersonneId, jour_j i64) -> one (n i64)
SELECT COUNT(*) AS n FROM rdv_attente WHERE personne_id = :personne_id AND etat = 'attend' AND jour_j > :jour_j;

-- query: rdv_laisser (uid str, personne_id PersonneId) -> count
UPDATE rdv_attente SET etat = 'ecarte' WHERE uid = :uid AND personne_id = :personne_id AND etat <> 'annule';

-- query: rdv_purger (avant_j i64) -> exec
DELETE FROM rdv_attente WHERE jour_j < :avant_j;

-- query: rdv_oublier (personne_id PersonneId) -> exec
DELETE FROM rdv_attente WHERE personne_id = :personne_id;

-- query: rdv_de (personne_id PersonneId) -> many (jour_j i64, heure str, duree_min i64, etat str)
SELECT jour_j, heure, duree_min, etat FROM rdv_attente WHERE personne_id = :personne_id ORDER BY jour_j, rdv_id;
