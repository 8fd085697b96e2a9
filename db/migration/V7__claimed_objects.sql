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
