-- The newest two recovery bundles of each box, sealed: what another box would need to go on for it. The safety office alone is given them.
CREATE TABLE bundle (
  box      BLOB NOT NULL,
  serial   INTEGER NOT NULL,        -- the box's own word
  building BLOB NOT NULL,
  at_ms    INTEGER NOT NULL,
  sealed   BLOB NOT NULL,
  PRIMARY KEY (box, serial)
) STRICT;
