-- For 'rollback': paths in the order of their bytes, whatever the locale of the database is, below a prefix in one piece; and
-- those that are rolled back, for --undo.
--
-- On a large table they may be built beforehand, without holding up writes:
--   CREATE INDEX CONCURRENTLY media_path_bytes ON nfs2s3.media (path COLLATE "C");
--   CREATE INDEX CONCURRENTLY media_rolled_back ON nfs2s3.media (path COLLATE "C")
--       WHERE state = 'HELD' AND object_key IS NOT NULL;
-- They are taken as they are then. One that was not finished is built anew.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('nfs2s3.media_rolled_back') AND NOT indisvalid) THEN
        DROP INDEX nfs2s3.media_rolled_back;
    END IF;
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('nfs2s3.media_path_bytes') AND NOT indisvalid) THEN
        DROP INDEX nfs2s3.media_path_bytes;
    END IF;
END
$$;
CREATE INDEX IF NOT EXISTS media_path_bytes ON nfs2s3.media (path COLLATE "C");
CREATE INDEX IF NOT EXISTS media_rolled_back ON nfs2s3.media (path COLLATE "C") WHERE state = 'HELD' AND object_key IS NOT NULL;
