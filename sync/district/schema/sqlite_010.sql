-- What a box's plan calls its building, by its own word, and since when: held against the name it was enrolled under.
ALTER TABLE box ADD COLUMN plan_name TEXT NOT NULL DEFAULT '';
ALTER TABLE box ADD COLUMN plan_name_ms INTEGER NOT NULL DEFAULT 0;
