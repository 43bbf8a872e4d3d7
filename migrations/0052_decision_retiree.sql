-- A decision taken back stays, with what it was, when, by whom and why; see src/domain/comites/comites.h.

ALTER TABLE reunion_decision ADD COLUMN etat_avant @str NOT NULL DEFAULT '';
ALTER TABLE reunion_decision ADD COLUMN retrait_at @i64;
ALTER TABLE reunion_decision ADD COLUMN retrait_par @i64;
ALTER TABLE reunion_decision ADD COLUMN retrait_motif @str NOT NULL DEFAULT '';
CREATE INDEX reunion_decision_retrait ON reunion_decision (retrait_par);
