-- A box in another's place that asks the safety office for what that one had: the key it is to be sealed for, and what was given.
CREATE TABLE restoring (
  box      bytea PRIMARY KEY,
  building bytea NOT NULL,
  public   bytea NOT NULL,
  asked_ms bigint NOT NULL,
  handover bytea NOT NULL DEFAULT '',
  given_ms bigint NOT NULL DEFAULT 0
);
