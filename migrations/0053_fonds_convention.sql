-- The agreement as it was when it was noted as signed: its bytes never change; see src/domain/fonds/fonds.h.
CREATE TABLE fonds_convention (
    demande_id  @i64 PRIMARY KEY REFERENCES fonds_demande (demande_id),
    fait_at     @i64 NOT NULL,
    sha256      @str NOT NULL,
    octets      @bytes NOT NULL
);
