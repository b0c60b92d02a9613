-- A token may name the box whose place is taken, and can be withdrawn; a building can be closed.
ALTER TABLE token ADD COLUMN replaces bytea NOT NULL DEFAULT '';  -- empty: no box
ALTER TABLE token ADD COLUMN withdrawn_ms bigint NOT NULL DEFAULT 0;
ALTER TABLE building ADD COLUMN closed_ms bigint NOT NULL DEFAULT 0;
