-- What the store cannot give any more as it came, until the box has deposited it again.
CREATE TABLE damage (
  box      bytea NOT NULL,
  first    bigint NOT NULL,      -- numbers of entries, both ends included
  last     bigint NOT NULL,
  building bytea NOT NULL,
  found_ms bigint NOT NULL,
  PRIMARY KEY (box, first)
);
