-- What each passage of the retention rules did; see src/domain/protection/protection.h. Counts only.

CREATE TABLE conservation_passage (
    passage_id @key,
    at         @i64 NOT NULL,
    avertis    @i64 NOT NULL,
    effaces    @i64 NOT NULL,
    empeches   @i64 NOT NULL         -- due, and kept: the last administrator
);
