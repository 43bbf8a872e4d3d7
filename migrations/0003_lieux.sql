-- Places of the national standard v1.0.2 (32 fields, names and order of the standard), their files and history;
-- see src/domain/lieux/lieux.h.

CREATE TABLE lieu (
    lieu_id                         @key,
    id                              @str NOT NULL UNIQUE,
    pivot                           @str NOT NULL,
    nom                             @str NOT NULL,
    commune                         @str NOT NULL,
    code_postal                     @str NOT NULL,
    code_insee                      @str,
    adresse                         @str NOT NULL,
    complement_adresse              @str,
    latitude                        @str,            -- decimals as received
    longitude                       @str,
    typologie                       @str,
    telephone                       @str,
    courriels                       @str,
    site_web                        @str,
    horaires                        @str,
    presentation_resume             @str,
    presentation_detail             @str,
    source                          @str,
    itinerance                      @str,
    structure_parente               @str,
    date_maj                        @str NOT NULL,
    services                        @str,
    publics_specifiquement_adresses @str,
    prise_en_charge_specifique      @str,
    frais_a_charge                  @str,
    dispositif_programmes_nationaux @str,
    formations_labels               @str,
    autres_formations_labels        @str,
    modalites_acces                 @str,
    modalites_accompagnement        @str,
    fiche_acces_libre               @str,
    prise_rdv                       @str,
    origine                         @str NOT NULL,   -- --source of the import: whose file it is
    empreinte                       @str NOT NULL,   -- hash of the 32 values: an unchanged row writes nothing
    disparu_at                      @i64,            -- absent from its source's last file since then
    version                         @i64 NOT NULL DEFAULT 1,
    cree_at                         @i64 NOT NULL,
    modifie_at                      @i64 NOT NULL
);

CREATE INDEX lieu_origine ON lieu (origine);

CREATE TABLE lieu_import (
    lieu_import_id @key,
    origine        @str NOT NULL,
    fichier        @str NOT NULL,    -- name and SHA-256 of its bytes
    format         @str NOT NULL,
    importe_at     @i64 NOT NULL,
    lignes         @i64 NOT NULL,
    ajoutes        @i64 NOT NULL,
    modifies       @i64 NOT NULL,
    disparus       @i64 NOT NULL,
    refuses        @i64 NOT NULL
);

CREATE TABLE lieu_historique (
    lieu_historique_id @key,
    lieu_id            @i64 NOT NULL REFERENCES lieu (lieu_id) ON DELETE CASCADE,
    lieu_import_id     @i64 REFERENCES lieu_import (lieu_import_id),
    at                 @i64 NOT NULL,
    action             @str NOT NULL CHECK (action IN ('ajout', 'modification', 'disparition', 'retour')),
    avant              @str,         -- JSON of the fields that changed, before; NULL on 'ajout'
    apres              @str          -- JSON of the same fields, after
);

CREATE INDEX lieu_historique_lieu ON lieu_historique (lieu_id, at);
