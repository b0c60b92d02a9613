-- Histories that part are told in pages, in the order in which they were found; and a box that makes them without end is slowed alone.
ALTER TABLE fork ADD COLUMN n bigint NOT NULL DEFAULT 0;
UPDATE fork SET n = found.n
  FROM (SELECT box, number, row_number() OVER (ORDER BY found_ms, box, number) AS n FROM fork) AS found
  WHERE fork.box = found.box AND fork.number = found.number;
ALTER TABLE rolled_back ADD COLUMN n bigint NOT NULL DEFAULT 0;
UPDATE rolled_back SET n = found.n + (SELECT count(*) FROM fork)
  FROM (SELECT box, number, countersigned, row_number() OVER (ORDER BY found_ms, box, number) AS n FROM rolled_back) AS found
  WHERE rolled_back.box = found.box AND rolled_back.number = found.number AND rolled_back.countersigned = found.countersigned;
INSERT INTO counter SELECT 'fork', (SELECT count(*) FROM fork) + (SELECT count(*) FROM rolled_back);
CREATE UNIQUE INDEX fork_n ON fork (n);
CREATE UNIQUE INDEX rolled_back_n ON rolled_back (n);
ALTER TABLE box ADD COLUMN beyond_ms bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN box.beyond_ms IS 'when it was last allowed one more history than a few';
