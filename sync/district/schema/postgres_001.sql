-- The district's tables on PostgreSQL, for what comes in parted by building, so that no index grows with the whole district. Entries and wraps are sealed bytes; beside them stand only ids, numbers, digests and times.

CREATE TABLE counter (            -- numbers that must not have gaps or overtake each other: taken last, so held shortest
  name text PRIMARY KEY,
  n    bigint NOT NULL
);
INSERT INTO counter VALUES ('audit', 0), ('notice', 0), ('urgent', 0);

CREATE TABLE setting (
  name  text PRIMARY KEY,
  value bytea NOT NULL
);

CREATE TABLE building (
  building bytea PRIMARY KEY,
  name     text NOT NULL UNIQUE,
  place    bigint NOT NULL DEFAULT 0,  -- the last place given out in this building: the order in which things came
  since_ms bigint NOT NULL
);

CREATE TABLE box (
  box           bytea PRIMARY KEY,
  building      bytea NOT NULL REFERENCES building,
  device_key    bytea NOT NULL,
  state         text NOT NULL DEFAULT 'ok',   -- ok, fork, superseded, revoked
  epoch         bytea NOT NULL,                -- the head: everything up to `number` is here and hangs together
  number        bigint NOT NULL DEFAULT 0,
  digest        bytea NOT NULL,
  countersigned bigint NOT NULL DEFAULT 0,   -- the last number a receipt speaks for
  enrolled_ms   bigint NOT NULL,
  seen_ms       bigint NOT NULL DEFAULT 0,
  backlog       bigint NOT NULL DEFAULT 0,   -- the box's own word, as is its version
  version       text NOT NULL DEFAULT '',
  kept_bytes    bigint NOT NULL DEFAULT 0,
  day_from_ms   bigint NOT NULL DEFAULT 0,   -- of the quota
  day_bytes     bigint NOT NULL DEFAULT 0,
  until_ms      bigint NOT NULL DEFAULT 0,   -- its certificate's end
  signed_number bigint NOT NULL DEFAULT 0,  -- the newest head its device signed on a stick
  signed_digest bytea NOT NULL DEFAULT ''
);
CREATE INDEX box_of_building ON box (building);

CREATE TABLE entry (              -- up to the box's head in one chain, and above it what came by the urgent lane
  building    bytea NOT NULL,
  box         bytea NOT NULL,
  number      bigint NOT NULL,
  digest      bytea NOT NULL,
  place       bigint NOT NULL,
  received_ms bigint NOT NULL,
  entry       bytea NOT NULL
) PARTITION BY HASH (building);
CREATE UNIQUE INDEX entry_number ON entry (building, box, number);
CREATE UNIQUE INDEX entry_place ON entry (building, place);

CREATE TABLE side_entry (         -- entries of another history than the one in `entry`
  building    bytea NOT NULL,
  box         bytea NOT NULL,
  number      bigint NOT NULL,
  digest      bytea NOT NULL,
  place       bigint NOT NULL,
  received_ms bigint NOT NULL,
  entry       bytea NOT NULL,
  PRIMARY KEY (building, box, number, digest)
) PARTITION BY HASH (building);
CREATE INDEX side_entry_place ON side_entry (building, place);

CREATE TABLE wrap (
  building  bytea NOT NULL,
  number    bigint NOT NULL,
  stream    bytea NOT NULL,
  key_no    bigint NOT NULL,
  recipient bytea NOT NULL,
  digest    bytea NOT NULL,        -- of the wrap: whoever sends another one for the same key does not displace the first
  place     bigint NOT NULL,
  wrap      bytea NOT NULL
) PARTITION BY HASH (building);
CREATE UNIQUE INDEX wrap_once ON wrap (building, number, stream, key_no, recipient, digest);
CREATE INDEX wrap_place ON wrap (building, recipient, place);

CREATE TABLE receipt (            -- what was answered, to be answered again byte for byte
  building  bytea NOT NULL,
  box       bytea NOT NULL,
  kind      bigint NOT NULL,     -- 1 countersigned, 2 holding
  number    bigint NOT NULL,     -- the last entry it speaks for
  digest    bytea NOT NULL,
  place     bigint NOT NULL,
  statement bytea NOT NULL,
  key       bytea NOT NULL,
  signature bytea NOT NULL
) PARTITION BY HASH (building);
CREATE UNIQUE INDEX receipt_once ON receipt (building, box, kind, number, digest);
CREATE INDEX receipt_place ON receipt (building, place);

CREATE TABLE urgent (             -- what came by the urgent lane, in the order of the whole district
  n           bigint PRIMARY KEY,
  building    bytea NOT NULL,
  box         bytea NOT NULL,
  number      bigint NOT NULL,
  place       bigint NOT NULL,
  received_ms bigint NOT NULL
);

CREATE TABLE fork (
  box      bytea NOT NULL,
  number   bigint NOT NULL,
  building bytea NOT NULL,
  digest   bytea NOT NULL,         -- of the entry that was here first; zeros where none was
  found_ms bigint NOT NULL,
  decided  bytea NOT NULL,         -- empty until the office decides
  PRIMARY KEY (box, number)
);

CREATE TABLE rolled_back (        -- boxes that hold receipts for more than this server has: it was put back to an older copy
  box           bytea NOT NULL,
  number        bigint NOT NULL,
  countersigned bigint NOT NULL,
  building      bytea NOT NULL,
  found_ms      bigint NOT NULL,
  PRIMARY KEY (box, number, countersigned)
);

CREATE TABLE notice (
  n         bigint PRIMARY KEY,
  building  bytea NOT NULL,        -- zeros: every building
  type      bigint NOT NULL,     -- as in statements.NoticeType; 0 is an *opened*
  version   bigint NOT NULL,
  statement bytea NOT NULL,
  key       bytea NOT NULL,
  signature bytea NOT NULL,
  digest    bytea NOT NULL UNIQUE, -- of the statement and who signed it
  at_ms     bigint NOT NULL
);
CREATE INDEX notice_of_building ON notice (building, n);

CREATE TABLE token (
  digest   bytea PRIMARY KEY,
  name     text NOT NULL,
  building bytea NOT NULL,         -- empty for a new building
  until_ms bigint NOT NULL,
  used_ms  bigint NOT NULL DEFAULT 0
);

CREATE TABLE certificate (        -- of boxes (`name` is the id in hex), offices and administrators
  serial   text PRIMARY KEY,
  role     text NOT NULL,
  name     text NOT NULL,
  until_ms bigint NOT NULL,
  revoked  bigint NOT NULL DEFAULT 0
);

CREATE TABLE audit (
  n     bigint PRIMARY KEY,
  at_ms bigint NOT NULL,
  who   text NOT NULL,
  what  text NOT NULL,
  about text NOT NULL
);
CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_only_added_to();

-- 32 parts: at 100 million entries 3 million each, whose indexes stay in memory where those of one table would not
DO $$ BEGIN
  FOR part IN 0..31 LOOP
    EXECUTE format('CREATE TABLE entry_%s PARTITION OF entry FOR VALUES WITH (MODULUS 32, REMAINDER %s)', part, part);
    EXECUTE format('CREATE TABLE side_entry_%s PARTITION OF side_entry FOR VALUES WITH (MODULUS 32, REMAINDER %s)', part, part);
    EXECUTE format('CREATE TABLE wrap_%s PARTITION OF wrap FOR VALUES WITH (MODULUS 32, REMAINDER %s)', part, part);
    EXECUTE format('CREATE TABLE receipt_%s PARTITION OF receipt FOR VALUES WITH (MODULUS 32, REMAINDER %s)', part, part);
  END LOOP;
END $$;

-- what is sealed does not get shorter: trying to compress it costs time for nothing
ALTER TABLE entry ALTER COLUMN entry SET STORAGE EXTERNAL;
ALTER TABLE side_entry ALTER COLUMN entry SET STORAGE EXTERNAL;
ALTER TABLE wrap ALTER COLUMN wrap SET STORAGE EXTERNAL;
