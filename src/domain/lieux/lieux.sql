-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/lieux/lieux.h"

-- Every place, disappeared ones too, in the order in which they came: the snapshot and the import read it whole.
-- query: lieu_all () -> stream (lieu_id LieuId, id str, pivot str, nom str, commune str, code_postal str, code_insee str?, adresse str, complement_adresse str?, latitude str?, longitude str?, typologie str?, telephone str?, courriels str?, site_web str?, horaires str?, presentation_resume str?, presentation_detail str?, source str?, itinerance str?, structure_parente str?, date_maj str, services str?, publics_specifiquement_adresses str?, prise_en_charge_specifique str?, frais_a_charge str?, dispositif_programmes_nationaux str?, formations_labels str?, autres_formations_labels str?, modalites_acces str?, modalites_accompagnement str?, fiche_acces_libre str?, prise_rdv str?, origine str, empreinte str, disparu_at i64?, version i64, visibilite str, ferme_at i64?, ferme_motif str?, remplace_par str?, confirme_at i64?, modifie_at i64)
SELECT lieu_id,
    id, pivot, nom, commune, code_postal, code_insee, adresse, complement_adresse, latitude, longitude,
    typologie, telephone, courriels, site_web, horaires, presentation_resume, presentation_detail, source,
    itinerance, structure_parente, date_maj, services, publics_specifiquement_adresses,
    prise_en_charge_specifique, frais_a_charge, dispositif_programmes_nationaux, formations_labels,
    autres_formations_labels, modalites_acces, modalites_accompagnement, fiche_acces_libre, prise_rdv,
    origine, empreinte, disparu_at, version, visibilite, ferme_at, ferme_motif, remplace_par, confirme_at, modifie_at
FROM lieu
ORDER BY lieu_id;

-- query: lieu_insert (id str, pivot str, nom str, commune str, code_postal str, code_insee str?, adresse str, complement_adresse str?, latitude str?, longitude str?, typologie str?, telephone str?, courriels str?, site_web str?, horaires str?, presentation_resume str?, presentation_detail str?, source str?, itinerance str?, structure_parente str?, date_maj str, services str?, publics_specifiquement_adresses str?, prise_en_charge_specifique str?, frais_a_charge str?, dispositif_programmes_nationaux str?, formations_labels str?, autres_formations_labels str?, modalites_acces str?, modalites_accompagnement str?, fiche_acces_libre str?, prise_rdv str?, origine str, empreinte str, at i64) -> exec
-- args struct
INSERT INTO lieu (
    id, pivot, nom, commune, code_postal, code_insee, adresse, complement_adresse, latitude, longitude,
    typologie, telephone, courriels, site_web, horaires, presentation_resume, presentation_detail, source,
    itinerance, structure_parente, date_maj, services, publics_specifiquement_adresses,
    prise_en_charge_specifique, frais_a_charge, dispositif_programmes_nationaux, formations_labels,
    autres_formations_labels, modalites_acces, modalites_accompagnement, fiche_acces_libre, prise_rdv,
    origine, empreinte, version, cree_at, modifie_at)
VALUES (
    :id, :pivot, :nom, :commune, :code_postal, :code_insee, :adresse, :complement_adresse, :latitude,
    :longitude, :typologie, :telephone, :courriels, :site_web, :horaires, :presentation_resume,
    :presentation_detail, :source, :itinerance, :structure_parente, :date_maj, :services,
    :publics_specifiquement_adresses, :prise_en_charge_specifique, :frais_a_charge,
    :dispositif_programmes_nationaux, :formations_labels, :autres_formations_labels, :modalites_acces,
    :modalites_accompagnement, :fiche_acces_libre, :prise_rdv,
    :origine, :empreinte, 1, :at, :at);

-- A changed place, or one that is back: it is listed again.
-- query: lieu_update (id str, pivot str, nom str, commune str, code_postal str, code_insee str?, adresse str, complement_adresse str?, latitude str?, longitude str?, typologie str?, telephone str?, courriels str?, site_web str?, horaires str?, presentation_resume str?, presentation_detail str?, source str?, itinerance str?, structure_parente str?, date_maj str, services str?, publics_specifiquement_adresses str?, prise_en_charge_specifique str?, frais_a_charge str?, dispositif_programmes_nationaux str?, formations_labels str?, autres_formations_labels str?, modalites_acces str?, modalites_accompagnement str?, fiche_acces_libre str?, prise_rdv str?, empreinte str, at i64, lieu_id LieuId) -> exec
-- args struct
UPDATE lieu SET
    id = :id, pivot = :pivot, nom = :nom, commune = :commune, code_postal = :code_postal,
    code_insee = :code_insee, adresse = :adresse, complement_adresse = :complement_adresse,
    latitude = :latitude, longitude = :longitude, typologie = :typologie, telephone = :telephone,
    courriels = :courriels, site_web = :site_web, horaires = :horaires,
    presentation_resume = :presentation_resume, presentation_detail = :presentation_detail, source = :source,
    itinerance = :itinerance, structure_parente = :structure_parente, date_maj = :date_maj,
    services = :services, publics_specifiquement_adresses = :publics_specifiquement_adresses,
    prise_en_charge_specifique = :prise_en_charge_specifique, frais_a_charge = :frais_a_charge,
    dispositif_programmes_nationaux = :dispositif_programmes_nationaux, formations_labels = :formations_labels,
    autres_formations_labels = :autres_formations_labels, modalites_acces = :modalites_acces,
    modalites_accompagnement = :modalites_accompagnement, fiche_acces_libre = :fiche_acces_libre,
    prise_rdv = :prise_rdv,
    empreinte = :empreinte, disparu_at = NULL, version = version + 1, modifie_at = :at
WHERE lieu_id = :lieu_id;

-- query: lieu_disparait (lieu_id LieuId, at i64) -> exec
UPDATE lieu SET disparu_at = :at, version = version + 1 WHERE lieu_id = :lieu_id;

-- query: lieu_import_insert (origine str, fichier str, format str, at i64, lignes i64, ajoutes i64, modifies i64, disparus i64, refuses i64) -> one (lieu_import_id i64)
INSERT INTO lieu_import (origine, fichier, format, importe_at, lignes, ajoutes, modifies, disparus, refuses)
VALUES (:origine, :fichier, :format, :at, :lignes, :ajoutes, :modifies, :disparus, :refuses)
RETURNING lieu_import_id;

-- query: lieu_imports_faits (max i64) -> many (origine str, fichier str, format str, importe_at i64, ajoutes i64, modifies i64, disparus i64, refuses i64)
SELECT origine, fichier, format, importe_at, ajoutes, modifies, disparus, refuses
FROM lieu_import ORDER BY lieu_import_id DESC LIMIT :max;

-- query: lieu_historique_insert (id str, lieu_import_id i64?, at i64, action str, avant str?, apres str?) -> exec
INSERT INTO lieu_historique (lieu_id, lieu_import_id, at, action, avant, apres)
SELECT lieu_id, :lieu_import_id, :at, :action, :avant, :apres FROM lieu WHERE id = :id;

-- The last change of every place, in the order in which they were committed: whoever changes a place touches the snapshot
-- before writing its history, which makes writers wait for one another.
-- query: lieu_changements () -> stream (lieu_id LieuId, id str, rang i64, at i64)
SELECT l.lieu_id, l.id, CAST(COALESCE(MAX(h.lieu_historique_id), 0) AS BIGINT) AS rang,
    CAST(COALESCE(MAX(h.at), l.modifie_at) AS BIGINT) AS at
FROM lieu l LEFT JOIN lieu_historique h ON h.lieu_id = l.lieu_id
GROUP BY l.lieu_id, l.id, l.modifie_at
ORDER BY rang, l.lieu_id;

-- query: lieu_historique_of (id str) -> many (at i64, action str, avant str?, apres str?, fichier str?)
SELECT h.at, h.action, h.avant, h.apres, i.fichier
FROM lieu_historique h
JOIN lieu l ON l.lieu_id = h.lieu_id
LEFT JOIN lieu_import i ON i.lieu_import_id = h.lieu_import_id
WHERE l.id = :id
ORDER BY h.lieu_historique_id;

-- The version under which other processes know the directory; absent before the first change.
-- query: lieux_version () -> maybe (version i64)
SELECT version FROM snapshot_version WHERE name = 'lieux';

-- The same, held until the end of the transaction: SQLite has one writer, PostgreSQL locks the row.
-- query: lieux_version_hold () -> maybe (version i64)
-- query@sqlite: lieux_version_hold
SELECT version FROM snapshot_version WHERE name = 'lieux';
-- query@postgres: lieux_version_hold
SELECT version FROM snapshot_version WHERE name = 'lieux' FOR UPDATE;

-- ---- places changed here (edition.c) ----

-- query: lieu_par_id (cherche str) -> maybe (lieu_id LieuId, id str, pivot str, nom str, commune str, code_postal str, code_insee str?, adresse str, complement_adresse str?, latitude str?, longitude str?, typologie str?, telephone str?, courriels str?, site_web str?, horaires str?, presentation_resume str?, presentation_detail str?, source str?, itinerance str?, structure_parente str?, date_maj str, services str?, publics_specifiquement_adresses str?, prise_en_charge_specifique str?, frais_a_charge str?, dispositif_programmes_nationaux str?, formations_labels str?, autres_formations_labels str?, modalites_acces str?, modalites_accompagnement str?, fiche_acces_libre str?, prise_rdv str?, origine str, empreinte str, disparu_at i64?, version i64, visibilite str, ferme_at i64?, ferme_motif str?, remplace_par str?, confirme_at i64?, modifie_at i64)
SELECT lieu_id,
    id, pivot, nom, commune, code_postal, code_insee, adresse, complement_adresse, latitude, longitude,
    typologie, telephone, courriels, site_web, horaires, presentation_resume, presentation_detail, source,
    itinerance, structure_parente, date_maj, services, publics_specifiquement_adresses,
    prise_en_charge_specifique, frais_a_charge, dispositif_programmes_nationaux, formations_labels,
    autres_formations_labels, modalites_acces, modalites_accompagnement, fiche_acces_libre, prise_rdv,
    origine, empreinte, disparu_at, version, visibilite, ferme_at, ferme_motif, remplace_par, confirme_at, modifie_at
FROM lieu
WHERE id = :cherche;

-- query: lieu_modifier (id str, pivot str, nom str, commune str, code_postal str, code_insee str?, adresse str, complement_adresse str?, latitude str?, longitude str?, typologie str?, telephone str?, courriels str?, site_web str?, horaires str?, presentation_resume str?, presentation_detail str?, source str?, itinerance str?, structure_parente str?, date_maj str, services str?, publics_specifiquement_adresses str?, prise_en_charge_specifique str?, frais_a_charge str?, dispositif_programmes_nationaux str?, formations_labels str?, autres_formations_labels str?, modalites_acces str?, modalites_accompagnement str?, fiche_acces_libre str?, prise_rdv str?, origine str, disparu_at i64?, visibilite str, ferme_at i64?, ferme_motif str?, remplace_par str?, confirme_at i64?, at i64, lieu_id LieuId, version_lue i64) -> count
-- args struct
UPDATE lieu SET
    id = :id, pivot = :pivot, nom = :nom, commune = :commune, code_postal = :code_postal,
    code_insee = :code_insee, adresse = :adresse, complement_adresse = :complement_adresse,
    latitude = :latitude, longitude = :longitude, typologie = :typologie, telephone = :telephone,
    courriels = :courriels, site_web = :site_web, horaires = :horaires,
    presentation_resume = :presentation_resume, presentation_detail = :presentation_detail, source = :source,
    itinerance = :itinerance, structure_parente = :structure_parente, date_maj = :date_maj,
    services = :services, publics_specifiquement_adresses = :publics_specifiquement_adresses,
    prise_en_charge_specifique = :prise_en_charge_specifique, frais_a_charge = :frais_a_charge,
    dispositif_programmes_nationaux = :dispositif_programmes_nationaux, formations_labels = :formations_labels,
    autres_formations_labels = :autres_formations_labels, modalites_acces = :modalites_acces,
    modalites_accompagnement = :modalites_accompagnement, fiche_acces_libre = :fiche_acces_libre,
    prise_rdv = :prise_rdv, origine = :origine, disparu_at = :disparu_at, visibilite = :visibilite,
    ferme_at = :ferme_at, ferme_motif = :ferme_motif, remplace_par = :remplace_par, confirme_at = :confirme_at,
    version = version + 1, modifie_at = :at
WHERE lieu_id = :lieu_id AND version = :version_lue;

-- query: lieu_geste_insert (lieu_id LieuId, at i64, action str, avant str?, apres str?, motif str, personne_id i64?, role str?) -> one (lieu_historique_id i64)
INSERT INTO lieu_historique (lieu_id, at, action, avant, apres, motif, personne_id, role)
VALUES (:lieu_id, :at, :action, :avant, :apres, :motif, :personne_id, :role)
RETURNING lieu_historique_id;

-- The last ones first.
-- query: lieu_gestes_of (lieu_id LieuId) -> many (lieu_historique_id i64, at i64, action str, avant str?, apres str?, fichier str?, motif str?, personne_id i64?, role str?)
SELECT h.lieu_historique_id, h.at, h.action, h.avant, h.apres, i.fichier, h.motif, h.personne_id, h.role
FROM lieu_historique h
LEFT JOIN lieu_import i ON i.lieu_import_id = h.lieu_import_id
WHERE h.lieu_id = :lieu_id
ORDER BY h.lieu_historique_id DESC;

-- query: lieu_gestes_personne (personne_id i64) -> many (id str, nom str, at i64, motif str?)
SELECT l.id, l.nom, h.at, h.motif
FROM lieu_historique h
JOIN lieu l ON l.lieu_id = h.lieu_id
WHERE h.personne_id = :personne_id
ORDER BY h.lieu_historique_id;

-- query: lieu_tenus () -> many (lieu_id LieuId, champ str, valeur_source str?)
SELECT lieu_id, champ, valeur_source FROM lieu_tenu ORDER BY lieu_id, champ;

-- query: lieu_tenus_de (lieu_id LieuId) -> many (champ str, valeur_source str?, at i64)
SELECT champ, valeur_source, at FROM lieu_tenu WHERE lieu_id = :lieu_id ORDER BY champ;

-- Held from its first change on: what the source said then is what it said.
-- query: lieu_tenir (lieu_id LieuId, champ str, valeur_source str?, at i64) -> exec
INSERT INTO lieu_tenu (lieu_id, champ, valeur_source, at) VALUES (:lieu_id, :champ, :valeur_source, :at)
ON CONFLICT (lieu_id, champ) DO UPDATE SET at = excluded.at;

-- query: lieu_tenu_source (lieu_id LieuId, champ str, valeur_source str?) -> exec
UPDATE lieu_tenu SET valeur_source = :valeur_source WHERE lieu_id = :lieu_id AND champ = :champ;

-- query: lieu_lacher (lieu_id LieuId, champ str) -> exec
DELETE FROM lieu_tenu WHERE lieu_id = :lieu_id AND champ = :champ;
-- ---- levels of support and words put on places (facettes.c) ----

-- query: lieu_niveau_all () -> many (lieu str, niveaux str, confirme_at i64)
SELECT lieu, niveaux, confirme_at FROM lieu_niveau ORDER BY lieu;

-- query: lieu_niveau_get (cherche str) -> maybe (niveaux str, confirme_at i64, version i64)
SELECT niveaux, confirme_at, version FROM lieu_niveau WHERE lieu = :cherche;

-- query: lieu_niveau_insert (lieu str, niveaux str, at i64) -> count
INSERT INTO lieu_niveau (lieu, niveaux, confirme_at, version) VALUES (:lieu, :niveaux, :at, 1)
ON CONFLICT (lieu) DO NOTHING;

-- query: lieu_niveau_update (lieu str, niveaux str, at i64, version_lue i64) -> count
UPDATE lieu_niveau SET niveaux = :niveaux, confirme_at = :at, version = version + 1
WHERE lieu = :lieu AND version = :version_lue;

-- query: lieu_etiquette_all () -> many (lieu str, etiquette str)
SELECT DISTINCT lieu, etiquette FROM lieu_etiquette ORDER BY lieu, etiquette;

-- query: lieu_etiquette_clear (lieu str, source str) -> exec
DELETE FROM lieu_etiquette WHERE lieu = :lieu AND source = :source;

-- query: lieu_etiquette_put (lieu str, source str, etiquette str) -> exec
INSERT INTO lieu_etiquette (lieu, source, etiquette) VALUES (:lieu, :source, :etiquette)
ON CONFLICT (lieu, source, etiquette) DO NOTHING;
