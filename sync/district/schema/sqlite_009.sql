-- A box in another's place that asks the safety office for what that one had: the key it is to be sealed for, and what was given.
CREATE TABLE restoring (
  box      BLOB PRIMARY KEY,
  building BLOB NOT NULL,
  public   BLOB NOT NULL,
  asked_ms INTEGER NOT NULL,
  handover BLOB NOT NULL DEFAULT x'',
  given_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
