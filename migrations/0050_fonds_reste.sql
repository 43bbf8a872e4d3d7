-- What was granted and will never be paid goes back to its envelope (src/domain/fonds/fonds.h): the balance was paid below it, or the
-- request was closed.
ALTER TABLE fonds_demande ADD COLUMN libere @i64 NOT NULL DEFAULT 0;
ALTER TABLE fonds_demande ADD COLUMN clos @bool NOT NULL DEFAULT 0;

-- Balances that were paid before.
UPDATE fonds_demande SET libere = accorde - (SELECT COALESCE(SUM(v.montant), 0) FROM fonds_versement v
    WHERE v.demande_id = fonds_demande.demande_id AND v.annule = 0)
WHERE EXISTS (SELECT 1 FROM fonds_versement s WHERE s.demande_id = fonds_demande.demande_id AND s.genre = 'solde'
    AND s.annule = 0 AND s.paye_j IS NOT NULL);
