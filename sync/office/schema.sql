-- What the safety office collected. Entries stand as they were sealed; whatever says who, where, what or when is sealed by the
-- store's key. In clear: ids and numbers the district's server has too, and which random stream is open.
PRAGMA user_version = 1;

CREATE TABLE setting (name TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE building (
  building BLOB PRIMARY KEY,
  after    INTEGER NOT NULL DEFAULT 0,  -- the district's place up to which it was collected
  named    BLOB NOT NULL,               -- sealed: its name, as the district lists it
  plan     INTEGER NOT NULL DEFAULT 0,  -- the newest entry with its plan
  plan_box BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE box (
  box           BLOB PRIMARY KEY,
  building      BLOB NOT NULL,
  number        INTEGER NOT NULL DEFAULT 0,  -- up to here every entry follows the one before it
  digest        BLOB NOT NULL,
  epoch         BLOB NOT NULL,
  device_key    BLOB,                        -- by the first start entry that was opened
  heard_ms      INTEGER NOT NULL DEFAULT 0,  -- when the district had its newest entry
  shown         INTEGER NOT NULL DEFAULT 0,  -- the highest number of a receipt its own record shows
  listed        INTEGER NOT NULL DEFAULT 0,  -- what the district says of it
  listed_digest BLOB,
  listed_key    BLOB,
  listed_state  TEXT NOT NULL DEFAULT '',
  listed_seen_ms INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
  box           BLOB NOT NULL,
  number        INTEGER NOT NULL,
  digest        BLOB NOT NULL,
  building      BLOB NOT NULL,
  stream        BLOB NOT NULL,
  received_ms   INTEGER NOT NULL,
  countersigned INTEGER NOT NULL,            -- as the district says
  chained       INTEGER NOT NULL DEFAULT 0,  -- 0 what is before it has not come, 1 in its place, 2 another has its place
  opened        INTEGER NOT NULL DEFAULT 0,  -- 0 no key yet, 1 a fact, 2 a key entry, 3 does not open under its key
  entry         BLOB NOT NULL,
  PRIMARY KEY (box, number, digest)
) STRICT;
CREATE INDEX entry_of_stream ON entry (building, stream, number);
CREATE INDEX entry_unread ON entry (building, received_ms) WHERE opened IN (0, 3);

CREATE TABLE wrap (                          -- until it is opened
  building  BLOB NOT NULL,
  stream    BLOB NOT NULL,
  key_no    INTEGER NOT NULL,
  number    INTEGER NOT NULL,
  recipient BLOB NOT NULL,
  wrap      BLOB NOT NULL,
  tried     BLOB NOT NULL DEFAULT x'',       -- digest of the key entry it did not open with
  digest    BLOB NOT NULL DEFAULT x'',       -- SHA-256 of the wrap: a wrong one waits beside the true one
  PRIMARY KEY (building, stream, key_no, number, recipient, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE data_key (
  building    BLOB NOT NULL,
  stream      BLOB NOT NULL,
  key_no      INTEGER NOT NULL,
  number      INTEGER NOT NULL,              -- the key entry it came with
  epoch       BLOB NOT NULL,
  sealed      BLOB NOT NULL,                 -- class and key
  wrapped_for BLOB NOT NULL DEFAULT x'',     -- fingerprint of the office's key it was last wrapped for by the office; 'lost' where the
                                             -- district may not have that wrap any more
  PRIMARY KEY (building, stream, key_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX data_key_by_wrap ON data_key (wrapped_for);

CREATE TABLE run (                           -- epochs, in the order of the chain
  box           BLOB NOT NULL,
  first         INTEGER NOT NULL,
  epoch         BLOB NOT NULL,
  parent_epoch  BLOB NOT NULL,
  parent_digest BLOB NOT NULL,
  started       INTEGER NOT NULL DEFAULT 0,  -- 0 its start entry was not opened yet, 1 it holds, 2 it does not
  PRIMARY KEY (box, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
  box       BLOB NOT NULL,
  kind      INTEGER NOT NULL,                -- 1 countersigned, 2 holding
  number    INTEGER NOT NULL,
  digest    BLOB NOT NULL,
  key       BLOB NOT NULL,
  statement BLOB NOT NULL,
  signature BLOB NOT NULL,
  fits      INTEGER NOT NULL DEFAULT 0,      -- 1: the entry it is for is in its place
  PRIMARY KEY (box, kind, number, digest, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_unfit ON receipt (box) WHERE fits = 0;

CREATE TABLE stream (
  building    BLOB NOT NULL,
  stream      BLOB NOT NULL,
  box         BLOB NOT NULL,
  first       INTEGER NOT NULL,
  house       INTEGER NOT NULL DEFAULT 0,    -- 1: belongs to no incident
  open        INTEGER NOT NULL DEFAULT 0,
  owed        INTEGER NOT NULL DEFAULT 0,    -- 1: *opened* was not said of its newest entry yet
  received_ms INTEGER NOT NULL,
  tag         BLOB,                          -- of building and number, to find it by
  sealed      BLOB,                          -- what `incidents.Incident` says
  PRIMARY KEY (building, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX stream_owed ON stream (building, box) WHERE owed = 1;
CREATE INDEX stream_by_tag ON stream (tag);
CREATE INDEX stream_by_time ON stream (received_ms);

CREATE TABLE opened (
  building  BLOB NOT NULL,
  stream    BLOB NOT NULL,
  last      INTEGER NOT NULL,
  signed_ms INTEGER NOT NULL,
  sent      INTEGER NOT NULL DEFAULT 0,
  taken     INTEGER NOT NULL DEFAULT 0,      -- the building's own record shows that it came
  statement BLOB NOT NULL,
  key       BLOB NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (building, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice (
  digest    BLOB PRIMARY KEY,
  building  BLOB NOT NULL,
  type      INTEGER NOT NULL,
  version   INTEGER NOT NULL,
  statement BLOB NOT NULL,
  key       BLOB NOT NULL,
  signature BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE doubt (
  building BLOB NOT NULL,
  box      BLOB NOT NULL,
  number   INTEGER NOT NULL,
  kind     TEXT NOT NULL,
  sealed   BLOB NOT NULL,                    -- what a person is told: it may quote what was opened
  found_ms INTEGER NOT NULL,
  PRIMARY KEY (building, box, number, kind)
) STRICT, WITHOUT ROWID;
