-- The district's tables on SQLite. Entries and wraps are sealed bytes; beside them stand only ids, numbers, digests and times.

CREATE TABLE counter (            -- numbers that must not have gaps or overtake each other: taken last, so held shortest
  name TEXT PRIMARY KEY,
  n    INTEGER NOT NULL
) STRICT;
INSERT INTO counter VALUES ('audit', 0), ('notice', 0), ('urgent', 0);

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;

CREATE TABLE building (
  building BLOB PRIMARY KEY,
  name     TEXT NOT NULL UNIQUE,
  place    INTEGER NOT NULL DEFAULT 0,  -- the last place given out in this building: the order in which things came
  since_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE box (
  box           BLOB PRIMARY KEY,
  building      BLOB NOT NULL REFERENCES building,
  device_key    BLOB NOT NULL,
  state         TEXT NOT NULL DEFAULT 'ok',   -- ok, fork, superseded, revoked
  epoch         BLOB NOT NULL,                -- the head: everything up to `number` is here and hangs together
  number        INTEGER NOT NULL DEFAULT 0,
  digest        BLOB NOT NULL,
  countersigned INTEGER NOT NULL DEFAULT 0,   -- the last number a receipt speaks for
  enrolled_ms   INTEGER NOT NULL,
  seen_ms       INTEGER NOT NULL DEFAULT 0,
  backlog       INTEGER NOT NULL DEFAULT 0,   -- the box's own word, as is its version
  version       TEXT NOT NULL DEFAULT '',
  kept_bytes    INTEGER NOT NULL DEFAULT 0,
  day_from_ms   INTEGER NOT NULL DEFAULT 0,   -- of the quota
  day_bytes     INTEGER NOT NULL DEFAULT 0,
  until_ms      INTEGER NOT NULL DEFAULT 0,   -- its certificate's end
  signed_number INTEGER NOT NULL DEFAULT 0,  -- the newest head its device signed on a stick
  signed_digest BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX box_of_building ON box (building);

CREATE TABLE entry (              -- up to the box's head in one chain, and above it what came by the urgent lane
  building    BLOB NOT NULL,
  box         BLOB NOT NULL,
  number      INTEGER NOT NULL,
  digest      BLOB NOT NULL,
  place       INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  entry       BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_number ON entry (building, box, number);
CREATE UNIQUE INDEX entry_place ON entry (building, place);

CREATE TABLE side_entry (         -- entries of another history than the one in `entry`
  building    BLOB NOT NULL,
  box         BLOB NOT NULL,
  number      INTEGER NOT NULL,
  digest      BLOB NOT NULL,
  place       INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  entry       BLOB NOT NULL,
  PRIMARY KEY (building, box, number, digest)
) STRICT;
CREATE INDEX side_entry_place ON side_entry (building, place);

CREATE TABLE wrap (
  building  BLOB NOT NULL,
  number    INTEGER NOT NULL,
  stream    BLOB NOT NULL,
  key_no    INTEGER NOT NULL,
  recipient BLOB NOT NULL,
  digest    BLOB NOT NULL,        -- of the wrap: whoever sends another one for the same key does not displace the first
  place     INTEGER NOT NULL,
  wrap      BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX wrap_once ON wrap (building, number, stream, key_no, recipient, digest);
CREATE INDEX wrap_place ON wrap (building, recipient, place);

CREATE TABLE receipt (            -- what was answered, to be answered again byte for byte
  building  BLOB NOT NULL,
  box       BLOB NOT NULL,
  kind      INTEGER NOT NULL,     -- 1 countersigned, 2 holding
  number    INTEGER NOT NULL,     -- the last entry it speaks for
  digest    BLOB NOT NULL,
  place     INTEGER NOT NULL,
  statement BLOB NOT NULL,
  key       BLOB NOT NULL,
  signature BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX receipt_once ON receipt (building, box, kind, number, digest);
CREATE INDEX receipt_place ON receipt (building, place);

CREATE TABLE urgent (             -- what came by the urgent lane, in the order of the whole district
  n           INTEGER PRIMARY KEY,
  building    BLOB NOT NULL,
  box         BLOB NOT NULL,
  number      INTEGER NOT NULL,
  place       INTEGER NOT NULL,
  received_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE fork (
  box      BLOB NOT NULL,
  number   INTEGER NOT NULL,
  building BLOB NOT NULL,
  digest   BLOB NOT NULL,         -- of the entry that was here first; zeros where none was
  found_ms INTEGER NOT NULL,
  decided  BLOB NOT NULL,         -- empty until the office decides
  PRIMARY KEY (box, number)
) STRICT;

CREATE TABLE rolled_back (        -- boxes that hold receipts for more than this server has: it was put back to an older copy
  box           BLOB NOT NULL,
  number        INTEGER NOT NULL,
  countersigned INTEGER NOT NULL,
  building      BLOB NOT NULL,
  found_ms      INTEGER NOT NULL,
  PRIMARY KEY (box, number, countersigned)
) STRICT;

CREATE TABLE notice (
  n         INTEGER PRIMARY KEY,
  building  BLOB NOT NULL,        -- zeros: every building
  type      INTEGER NOT NULL,     -- as in statements.NoticeType; 0 is an *opened*
  version   INTEGER NOT NULL,
  statement BLOB NOT NULL,
  key       BLOB NOT NULL,
  signature BLOB NOT NULL,
  digest    BLOB NOT NULL UNIQUE, -- of the statement and who signed it
  at_ms     INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_of_building ON notice (building, n);

CREATE TABLE token (
  digest   BLOB PRIMARY KEY,
  name     TEXT NOT NULL,
  building BLOB NOT NULL,         -- empty for a new building
  until_ms INTEGER NOT NULL,
  used_ms  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE certificate (        -- of boxes (`name` is the id in hex), offices and administrators
  serial   TEXT PRIMARY KEY,
  role     TEXT NOT NULL,
  name     TEXT NOT NULL,
  until_ms INTEGER NOT NULL,
  revoked  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE audit (
  n     INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  who   TEXT NOT NULL,
  what  TEXT NOT NULL,
  about TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
