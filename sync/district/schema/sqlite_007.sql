-- A box that follows on another: it begins after that one's entry, by a statement that a key signed which the former box named.
ALTER TABLE box ADD COLUMN parent_box BLOB NOT NULL DEFAULT x'';  -- empty: it began by itself
ALTER TABLE box ADD COLUMN replaces BLOB NOT NULL DEFAULT x'';  -- by the token it was enrolled with
ALTER TABLE box ADD COLUMN parent_epoch BLOB NOT NULL DEFAULT x'';
ALTER TABLE box ADD COLUMN parent_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE box ADD COLUMN parent_digest BLOB NOT NULL DEFAULT x'';

CREATE TABLE succession_key (
  building  BLOB NOT NULL,
  box       BLOB NOT NULL,
  public    BLOB NOT NULL,
  statement BLOB NOT NULL,       -- by which the box named it
  key       BLOB NOT NULL,
  signature BLOB NOT NULL,
  at_ms     INTEGER NOT NULL,
  PRIMARY KEY (box, public)
) STRICT;

CREATE TABLE succession (
  new_box    BLOB PRIMARY KEY,
  building   BLOB NOT NULL,
  former_box BLOB NOT NULL,
  number     INTEGER NOT NULL,       -- of the former box's entry that it follows on
  statement  BLOB NOT NULL,
  key        BLOB NOT NULL,
  signature  BLOB NOT NULL,
  at_ms      INTEGER NOT NULL,
  state      TEXT NOT NULL       -- ok; fork: the office has to decide; lost: another one goes on
) STRICT;
CREATE INDEX succession_former ON succession (former_box);
