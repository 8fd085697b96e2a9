-- What a roll back leaves on a row: the state HELD, the evidence of the object (object_key, checksum, size_bytes,
-- source_mtime, migrated_at), and here the last run that rolled it back or queued it again. A row is rolled back while it is
-- HELD and has an object key: nothing else leaves one on a HELD row. No foreign key, which would cost a look-up for each file.
-- By itself, for the lock that it takes keeps readers out: V14 has the indexes.
ALTER TABLE nfs2s3.media ADD COLUMN rollback_run bigint;
