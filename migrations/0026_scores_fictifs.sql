-- Scores that a demonstration invented say so where they are kept; the first real file takes their place.
ALTER TABLE diagnostic_jeu ADD COLUMN fictif @bool NOT NULL DEFAULT 0;
