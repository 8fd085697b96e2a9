-- The rows in the order of an S3 listing, which is that of the bytes of the keys, so that 'verify' reads both side by side.
--
-- On a large table the index may be built beforehand, without holding up writes:
--   CREATE INDEX CONCURRENTLY media_by_key ON nfs2s3.media (object_key COLLATE "C", id) WHERE object_key IS NOT NULL;
-- It is taken as it is then. One that was not finished is built anew.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('nfs2s3.media_by_key') AND NOT indisvalid) THEN
        DROP INDEX nfs2s3.media_by_key;
    END IF;
END
$$;
CREATE INDEX IF NOT EXISTS media_by_key ON nfs2s3.media (object_key COLLATE "C", id) WHERE object_key IS NOT NULL;
