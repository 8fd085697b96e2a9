-- Since when an object can be the copy of a superseded generation: null where a row named it, which proves that it is. A
-- database that was restored gives generations out again; what is older than that is not the copy of this upload.
ALTER TABLE nfs2s3.superseded ADD COLUMN given_at timestamptz;

-- When a generation (path, generation, registered_at of its row) was given out. A worker and a retry give the next one
-- without a new registration, which puts the one before on the list.
CREATE FUNCTION nfs2s3.given_at(text, integer, timestamptz) RETURNS timestamptz LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp AS $$
    SELECT greatest($3, (SELECT s.superseded_at FROM nfs2s3.superseded s WHERE s.path = $1 AND s.generation = $2 - 1))
$$;

CREATE OR REPLACE FUNCTION nfs2s3.remember_superseded() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO nfs2s3.superseded AS s (path, generation, object_key, was_visible, version_id, given_at)
    VALUES (OLD.path, OLD.generation, OLD.object_key, OLD.migrated_at IS NOT NULL, OLD.version_id,
        CASE WHEN OLD.object_key IS NULL THEN nfs2s3.given_at(OLD.path, OLD.generation, OLD.registered_at) END)
    ON CONFLICT (path, generation) DO UPDATE SET
        object_key = coalesce(EXCLUDED.object_key, s.object_key),
        version_id = coalesce(EXCLUDED.version_id, s.version_id),
        was_visible = s.was_visible OR EXCLUDED.was_visible,
        given_at = CASE WHEN EXCLUDED.given_at IS NOT NULL THEN greatest(EXCLUDED.given_at, s.given_at) END,
        superseded_at = now(), removed_at = NULL;
    RETURN NULL;
END
$$;
