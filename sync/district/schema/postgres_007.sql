-- A box that follows on another: it begins after that one's entry, by a statement that a key signed which the former box named.
ALTER TABLE box ADD COLUMN parent_box bytea NOT NULL DEFAULT '';  -- empty: it began by itself
ALTER TABLE box ADD COLUMN replaces bytea NOT NULL DEFAULT '';  -- by the token it was enrolled with
ALTER TABLE box ADD COLUMN parent_epoch bytea NOT NULL DEFAULT '';
ALTER TABLE box ADD COLUMN parent_number bigint NOT NULL DEFAULT 0;
ALTER TABLE box ADD COLUMN parent_digest bytea NOT NULL DEFAULT '';

CREATE TABLE succession_key (
  building  bytea NOT NULL,
  box       bytea NOT NULL,
  public    bytea NOT NULL,
  statement bytea NOT NULL,       -- by which the box named it
  key       bytea NOT NULL,
  signature bytea NOT NULL,
  at_ms     bigint NOT NULL,
  PRIMARY KEY (box, public)
);

CREATE TABLE succession (
  new_box    bytea PRIMARY KEY,
  building   bytea NOT NULL,
  former_box bytea NOT NULL,
  number     bigint NOT NULL,       -- of the former box's entry that it follows on
  statement  bytea NOT NULL,
  key        bytea NOT NULL,
  signature  bytea NOT NULL,
  at_ms      bigint NOT NULL,
  state      text NOT NULL       -- ok; fork: the office has to decide; lost: another one goes on
);
CREATE INDEX succession_former ON succession (former_box);
