-- The values of an indicator, a scale and a vintage in one text: half a million rows were loaded and read back each time.
CREATE TABLE indicateur_valeurs (
    indicateur @str NOT NULL,
    echelon    @str NOT NULL,
    millesime  @str NOT NULL,
    valeurs    @str NOT NULL,        -- {"28085": 6.5, …}: code of the territory, value
    PRIMARY KEY (indicateur, echelon, millesime)
);
INSERT INTO indicateur_valeurs (indicateur, echelon, millesime, valeurs)
SELECT indicateur, echelon, millesime, CAST(@json_object(code, valeur) AS TEXT)
  FROM indicateur_valeur GROUP BY indicateur, echelon, millesime;
DROP TABLE indicateur_valeur;
