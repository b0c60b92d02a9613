-- Entries that came together lie together in one row, made anew so that what is small stands in front of what is long: SQLite reads a
-- row from its beginning. What was kept before becomes rows of one entry; it takes as much room on the disk again, once.
DROP INDEX entry_number;
DROP INDEX entry_place;
ALTER TABLE entry RENAME TO entry_before;

CREATE TABLE entry (              -- up to the box's head in one chain, and above it what came by the urgent lane
  building    BLOB NOT NULL,
  box         BLOB NOT NULL,
  number      INTEGER NOT NULL,     -- of its last entry, as is the place; those before it are one less each
  count       INTEGER NOT NULL,
  place       INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  digest      BLOB NOT NULL,        -- of its entries, one after the other, as are their bytes
  entry       BLOB NOT NULL
) STRICT;
INSERT INTO entry (building, box, number, count, place, received_ms, digest, entry)
  SELECT building, box, number, 1, place, received_ms, digest, entry FROM entry_before ORDER BY rowid;
DROP TABLE entry_before;
CREATE UNIQUE INDEX entry_number ON entry (building, box, number);
CREATE UNIQUE INDEX entry_place ON entry (building, place);
