-- Entries that came together lie together in one row. What was kept before are rows of one entry, as they stand.
ALTER TABLE entry ADD COLUMN count bigint NOT NULL DEFAULT 1;
ALTER TABLE entry ALTER COLUMN digest SET STORAGE EXTERNAL;
COMMENT ON COLUMN entry.number IS 'of its last entry, as is the place; those before it are one less each';
COMMENT ON COLUMN entry.digest IS 'of its entries, one after the other, as are their bytes';
