-- The logbook's tables. Forward only: a later schema is a new step, never an edit of this one.
-- Nothing here is in clear but numbers, random ids and keyed tags: no room, kind, name or time.

CREATE TABLE entry (
  number INTEGER PRIMARY KEY,   -- position in the building's chain
  stream BLOB NOT NULL,         -- random id of the incident's stream, or of the house stream
  entry  BLOB NOT NULL          -- header | nonce | ciphertext, byte for byte as sealed
) STRICT;

CREATE INDEX entry_of_stream ON entry (stream, number);

-- Data keys wrapped for a recipient: detached, so that they can be deleted (forgetting). With a rowid: a wrap of 1168 bytes would
-- not fit into an index page, and would cost a press a page more.
CREATE TABLE wrap (
  number    INTEGER NOT NULL,    -- the key entry that names this wrap by its hash
  recipient BLOB NOT NULL,       -- SHA-256 of the recipient's public key
  stream    BLOB NOT NULL,
  key_no    INTEGER NOT NULL,
  wrap      BLOB NOT NULL
) STRICT;

-- By its number a wrap is found through its entry's stream: an index of its own would cost a press another page.
CREATE INDEX wrap_of_key ON wrap (stream, key_no);

-- What is open, found in constant time; kept in the same transaction as its entries. Few rows and no index, so that a press touches
-- one page here; who is stood down moves to `incident`, where there is time for indexes.
CREATE TABLE open_incident (
  first  INTEGER PRIMARY KEY,    -- number of its first entry
  stream BLOB NOT NULL,
  name   BLOB NOT NULL,          -- keyed tag of the incident's id
  room   BLOB NOT NULL           -- keyed tag of the room, for that room's history
) STRICT;

CREATE TABLE incident (          -- what was stood down, or never rang; columns as above
  first  INTEGER PRIMARY KEY,
  stream BLOB NOT NULL,
  name   BLOB NOT NULL,
  room   BLOB NOT NULL,
  unfinished INTEGER NOT NULL DEFAULT 0  -- 1 while its record is owed
) STRICT;

CREATE INDEX incident_named ON incident (name);
CREATE INDEX incident_of_room ON incident (room, first);

CREATE INDEX incident_unfinished ON incident (first) WHERE unfinished = 1;

CREATE VIEW any_incident AS
SELECT first, stream, name, room FROM open_incident UNION ALL SELECT first, stream, name, room FROM incident;

CREATE TABLE standing (          -- house entries that stand until replaced: the plan, open troubles, a drill, who is at a desk
  tag    BLOB PRIMARY KEY,
  number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (           -- the highest count recorded per contact and ledger
  tag    BLOB PRIMARY KEY,
  hidden BLOB NOT NULL           -- button, contact, ledger and count, sealed with this box's own key
) STRICT, WITHOUT ROWID;
