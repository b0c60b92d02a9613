-- The newest two recovery bundles of each box, sealed: what another box would need to go on for it. The safety office alone is given them.
CREATE TABLE bundle (
  box      bytea NOT NULL,
  serial   bigint NOT NULL,        -- the box's own word
  building bytea NOT NULL,
  at_ms    bigint NOT NULL,
  sealed   bytea NOT NULL,
  PRIMARY KEY (box, serial)
);
