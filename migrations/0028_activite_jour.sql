-- Figures over any days read this index alone, never the records: a year of a département is counted some ten times sooner.
DROP INDEX activite_jour;
CREATE INDEX activite_jour ON activite (jour_j, dispositif, structure_id, personne_id, epci, commune, mois, type)
    WHERE supprime_at IS NULL;
