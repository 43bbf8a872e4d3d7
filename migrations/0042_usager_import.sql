-- Cards made from a file: known again by the keyed fingerprint of the row's identity, so that the same file adds nothing. See
-- src/domain/usagers/import.h.
CREATE TABLE usager_import (
    empreinte    @str NOT NULL,          -- HMAC of the normalised identity
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    usager_id    @i64 NOT NULL REFERENCES usager (usager_id),
    vu_j         @i64 NOT NULL,          -- last contact known
    PRIMARY KEY (empreinte, structure_id)
);
CREATE INDEX usager_import_usager ON usager_import (usager_id);
CREATE INDEX usager_import_vu ON usager_import (vu_j);
