-- The tables of nfs2s3, in a PostgreSQL schema of their own. docs/database.md explains them.

CREATE TABLE nfs2s3.media (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    path            text        NOT NULL UNIQUE CHECK (octet_length(path) BETWEEN 1 AND 1024),
    kind            text        NOT NULL,
    generation      integer     NOT NULL DEFAULT 1 CHECK (generation >= 1),
    location        text        NOT NULL DEFAULT 'NFS' CHECK (location IN ('NFS', 'S3')),
    state           text        NOT NULL CHECK (state IN ('QUEUED', 'MIGRATED', 'RETIRED', 'FAILED', 'HELD')),
    size_bytes      bigint      CHECK (size_bytes >= 0),
    source_mtime    timestamptz,
    checksum        text        CHECK (checksum LIKE '%_:_%'),
    object_key      text        CHECK (octet_length(object_key) BETWEEN 1 AND 1024),
    etag            text,
    version_id      text,
    registered_at   timestamptz NOT NULL DEFAULT now(),
    queued_at       timestamptz NOT NULL DEFAULT now(),
    migrated_at     timestamptz,
    retired_at      timestamptz,
    failed_at       timestamptz,
    failure_code    text,
    failure_message text,
    attempts        integer     NOT NULL DEFAULT 0 CHECK (attempts >= 0),

    CONSTRAINT media_location_follows_state
        CHECK ((location = 'S3') = (state IN ('MIGRATED', 'RETIRED'))),
    CONSTRAINT media_s3_needs_evidence
        CHECK (location = 'NFS'
            OR (object_key IS NOT NULL AND checksum IS NOT NULL AND size_bytes IS NOT NULL AND migrated_at IS NOT NULL)),
    CONSTRAINT media_failed_needs_reason
        CHECK (state <> 'FAILED' OR (failed_at IS NOT NULL AND failure_code IS NOT NULL)),
    CONSTRAINT media_retired_needs_time
        CHECK (state <> 'RETIRED' OR retired_at IS NOT NULL)
);

-- The sweep reads the oldest QUEUED rows, failed list the newest FAILED ones.
CREATE INDEX media_queued ON nfs2s3.media (queued_at, id) WHERE state = 'QUEUED';
CREATE INDEX media_failed ON nfs2s3.media (failed_at, id) WHERE state = 'FAILED';

-- Objects of generations that a re-upload replaced. They are removed once nothing can name them any more: the one place
-- that says what may be deleted, and what no pointer may name.
CREATE TABLE nfs2s3.superseded (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    path          text        NOT NULL,
    generation    integer     NOT NULL,
    object_key    text,                       -- null: never flipped, the key follows from path and generation
    was_visible   boolean     NOT NULL,       -- a page or a cache may still name it
    version_id    text,                       -- of the object, where the bucket has versions and a flip told it
    superseded_at timestamptz NOT NULL DEFAULT now(),
    claimed_at    timestamptz,                -- since then no pointer may be set to the object
    not_before    timestamptz,                -- nobody else sees to it until then
    removed_at    timestamptz,                -- the object is gone; the row stays for as long as a copy may take
    attempts      integer     NOT NULL DEFAULT 0, -- how often the object could not be removed, ...
    reason        text,                       -- ... and why not, the last time
    UNIQUE (path, generation),
    CONSTRAINT superseded_removed_is_claimed CHECK (removed_at IS NULL OR claimed_at IS NOT NULL)
);
CREATE INDEX superseded_by_age ON nfs2s3.superseded (superseded_at) WHERE removed_at IS NULL;
CREATE INDEX superseded_removed ON nfs2s3.superseded (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX superseded_with_reason ON nfs2s3.superseded (id) WHERE reason IS NOT NULL AND removed_at IS NULL;

-- A generation can be superseded again, when its row was changed or put back by hand: it is as old as the last time, and
-- its object may be there again.
CREATE FUNCTION nfs2s3.remember_superseded() RETURNS trigger LANGUAGE plpgsql
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

CREATE TRIGGER media_superseded
    AFTER UPDATE OF generation ON nfs2s3.media
    FOR EACH ROW WHEN (NEW.generation > OLD.generation)
    EXECUTE FUNCTION nfs2s3.remember_superseded();

-- Messages that could not be sent to SQS, in the order of their uploads.
CREATE TABLE nfs2s3.outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message    text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    attempts   integer     NOT NULL DEFAULT 0,
    last_error text,
    -- Not sent any more, for its own fault, so that it does not hold up those behind it.
    set_aside_at timestamptz,
    CONSTRAINT outbox_set_aside_needs_reason CHECK (set_aside_at IS NULL OR last_error IS NOT NULL)
)
-- A queue table lives on its own dead rows: vacuum it early.
WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
      autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);

CREATE INDEX outbox_waiting ON nfs2s3.outbox (id) WHERE set_aside_at IS NULL;

-- Whether no entry waits, for the statement that registers an upload: it need not know the table.
CREATE VIEW nfs2s3.outbox_empty AS
SELECT NOT EXISTS (SELECT FROM nfs2s3.outbox WHERE set_aside_at IS NULL) AS is_empty;

-- What each worker flipped, in buckets of ten seconds: rates without counting the media table, and no
-- single hot row.
CREATE TABLE nfs2s3.progress (
    worker text        NOT NULL,
    bucket timestamptz NOT NULL,
    files  bigint      NOT NULL,
    bytes  bigint      NOT NULL,
    PRIMARY KEY (bucket, worker)
);
