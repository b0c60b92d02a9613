-- What a box's plan calls its building, by its own word, and since when: held against the name it was enrolled under.
ALTER TABLE box ADD COLUMN plan_name text NOT NULL DEFAULT '';
ALTER TABLE box ADD COLUMN plan_name_ms bigint NOT NULL DEFAULT 0;
