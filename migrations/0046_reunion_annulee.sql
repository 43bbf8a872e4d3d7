-- A meeting that will not be held stays, with its papers and its place in calendars; see src/domain/comites/comites.h.

ALTER TABLE reunion ADD COLUMN annulee @bool NOT NULL DEFAULT 0;
