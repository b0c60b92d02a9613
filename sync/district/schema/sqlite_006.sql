-- A token may name the box whose place is taken, and can be withdrawn; a building can be closed.
ALTER TABLE token ADD COLUMN replaces BLOB NOT NULL DEFAULT x'';  -- empty: no box
ALTER TABLE token ADD COLUMN withdrawn_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE building ADD COLUMN closed_ms INTEGER NOT NULL DEFAULT 0;
