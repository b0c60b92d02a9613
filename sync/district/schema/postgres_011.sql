-- What waits at a box: what it says it has, less what is here. So it shows as it is now, not as it was when the box came.
ALTER TABLE box ADD COLUMN said_number bigint NOT NULL DEFAULT 0;  -- the newest entry it has, by its word or by what came ahead
ALTER TABLE box ADD COLUMN said_ms bigint NOT NULL DEFAULT 0;      -- when it gave its word; 0: not since this step
ALTER TABLE box DROP COLUMN backlog;
