-- Which site this database is of. Its id is also in a marker object below the prefix, in the metadata of each object, and
-- in each message. docs/backup.md explains what it is for.

-- Which database of which server this is: changes when it is copied or restored elsewhere. Null where a server does not
-- tell.
CREATE FUNCTION nfs2s3.database_id() RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT c.system_identifier FROM pg_control_system() c) || '/'
        || (SELECT d.oid FROM pg_database d WHERE d.datname = current_database());
EXCEPTION WHEN insufficient_privilege OR undefined_function OR feature_not_supported THEN
    RETURN NULL;
END
$$;

CREATE TABLE nfs2s3.site (
    only_row         boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    id               text        NOT NULL DEFAULT gen_random_uuid()::text,
    epoch            bigint      NOT NULL DEFAULT 1,      -- grows while daemons run; the marker is never ahead of it
    epoch_at         timestamptz NOT NULL DEFAULT now(),
    database_id      text,                                -- the database that this row was written for
    suspended        text        CHECK (suspended IN ('FOREIGN', 'RESTORED')),
    suspended_reason text,                                -- why nothing is sent, copied or removed, ...
    suspended_place  text,                                -- ... the bucket and prefix where that was seen, ...
    suspended_at     timestamptz,                         -- ... and when
    CONSTRAINT site_suspended_needs_reason
        CHECK ((suspended IS NULL) = (suspended_reason IS NULL) AND (suspended IS NULL) = (suspended_at IS NULL))
);
INSERT INTO nfs2s3.site (database_id) VALUES (nfs2s3.database_id());
-- No secret, and whoever registers an upload must be able to read it.
GRANT SELECT ON nfs2s3.site TO PUBLIC;

-- Whether an upload may go to SQS at once: no entry waits, and the site is not suspended. While it is, uploads wait in the
-- outbox.
CREATE OR REPLACE VIEW nfs2s3.outbox_empty AS
SELECT NOT EXISTS (SELECT FROM nfs2s3.outbox WHERE set_aside_at IS NULL)
   AND NOT EXISTS (SELECT FROM nfs2s3.site WHERE suspended IS NOT NULL) AS is_empty;
