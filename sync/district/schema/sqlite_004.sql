-- What the store cannot give any more as it came, until the box has deposited it again.
CREATE TABLE damage (
  box      BLOB NOT NULL,
  first    INTEGER NOT NULL,      -- numbers of entries, both ends included
  last     INTEGER NOT NULL,
  building BLOB NOT NULL,
  found_ms INTEGER NOT NULL,
  PRIMARY KEY (box, first)
) STRICT;
