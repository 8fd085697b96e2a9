-- The list of objects to be removed becomes the one place that says what may be deleted, and what no pointer may name.

ALTER TABLE nfs2s3.superseded
    ADD COLUMN version_id text,                        -- of the object, where the bucket has versions and a flip told it
    ADD COLUMN claimed_at timestamptz,                 -- since then no pointer may be set to the object
    ADD COLUMN not_before timestamptz,                 -- nobody else sees to it until then
    ADD COLUMN removed_at timestamptz,                 -- the object is gone; the row stays for as long as a copy may take
    ADD COLUMN attempts   integer NOT NULL DEFAULT 0,  -- how often the object could not be removed, ...
    ADD COLUMN reason     text,                        -- ... and why not, the last time
    ADD CONSTRAINT superseded_removed_is_claimed CHECK (removed_at IS NULL OR claimed_at IS NOT NULL);

DROP INDEX nfs2s3.superseded_by_age;
CREATE INDEX superseded_by_age ON nfs2s3.superseded (superseded_at) WHERE removed_at IS NULL;
CREATE INDEX superseded_removed ON nfs2s3.superseded (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX superseded_with_reason ON nfs2s3.superseded (id) WHERE reason IS NOT NULL AND removed_at IS NULL;

-- A generation can be superseded again, when its row was changed or put back by hand: it is as old as the last time, and
-- its object may be there again.
CREATE OR REPLACE FUNCTION nfs2s3.remember_superseded() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO nfs2s3.superseded AS s (path, generation, object_key, was_visible, version_id)
    VALUES (OLD.path, OLD.generation, OLD.object_key, OLD.migrated_at IS NOT NULL, OLD.version_id)
    ON CONFLICT (path, generation) DO UPDATE SET
        object_key = coalesce(EXCLUDED.object_key, s.object_key),
        version_id = coalesce(EXCLUDED.version_id, s.version_id),
        was_visible = s.was_visible OR EXCLUDED.was_visible,
        superseded_at = now(), removed_at = NULL;
    RETURN NULL;
END
$$;

-- No pointer is set to an object that is being removed, by whatever statement. A claim locks the entry, and looks at
-- the table of pointers afterwards; this locks the entries of the path before the pointer is set. So one of the two
-- waits for the other, and sees what it did. The flip itself leaves such rows out, and meets this only in a race:
-- with a serialization failure, after which a transaction is run again.
CREATE FUNCTION nfs2s3.refuse_claimed_object() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    entry record;
BEGIN
    FOR entry IN
        SELECT s.generation, s.object_key, s.claimed_at FROM nfs2s3.superseded s
        WHERE s.path = NEW.path ORDER BY s.id FOR SHARE
    LOOP
        IF entry.claimed_at IS NOT NULL AND (entry.generation = NEW.generation OR entry.object_key = NEW.object_key) THEN
            RAISE EXCEPTION 'the object "%" is being removed, or was: no pointer may be set to it', NEW.object_key
                USING ERRCODE = 'serialization_failure',
                      HINT = 'Enqueue the path: it is copied as its next generation.';
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;

CREATE TRIGGER media_unclaimed_on_insert
    BEFORE INSERT ON nfs2s3.media
    FOR EACH ROW WHEN (NEW.location = 'S3')
    EXECUTE FUNCTION nfs2s3.refuse_claimed_object();

CREATE TRIGGER media_unclaimed_on_update
    BEFORE UPDATE OF location, object_key, generation, path ON nfs2s3.media
    FOR EACH ROW WHEN (NEW.location = 'S3' AND (OLD.location <> 'S3' OR NEW.object_key IS DISTINCT FROM OLD.object_key
        OR NEW.generation <> OLD.generation OR NEW.path <> OLD.path))
    EXECUTE FUNCTION nfs2s3.refuse_claimed_object();
