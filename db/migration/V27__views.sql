-- The figures for a BI tool, in a schema of their own: whoever reads them needs no right on anything else, and sees nothing
-- else. None counts media. docs/database.md has the columns. Those that read the history are in V29. The name progress is that of
-- a table in nfs2s3, to which daemons of the build before write.

DO $$
BEGIN
    IF to_regnamespace('nfs2s3_views') IS NULL THEN
        CREATE SCHEMA nfs2s3_views;
    END IF;
END
$$;

-- For users who may read no counters.
CREATE VIEW nfs2s3.media_by_failure AS
SELECT kind, failure_code, sum(files)::bigint AS files, sum(bytes)::bigint AS bytes
FROM nfs2s3.media_count
WHERE state = 'FAILED'
GROUP BY kind, failure_code
HAVING sum(files) <> 0;

-- A kind that has no file is there too, and one that is not in the settings any more.
CREATE VIEW nfs2s3_views.progress_by_kind AS
SELECT kind, k.prefix, k.migrated AS is_migrated,
       coalesce(c.files, 0) AS files, coalesce(c.bytes, 0) AS bytes,
       coalesce(c.queued_files, 0) AS queued_files, coalesce(c.queued_bytes, 0) AS queued_bytes,
       coalesce(c.migrated_files, 0) AS migrated_files, coalesce(c.migrated_bytes, 0) AS migrated_bytes,
       coalesce(c.retired_files, 0) AS retired_files, coalesce(c.retired_bytes, 0) AS retired_bytes,
       coalesce(c.failed_files, 0) AS failed_files, coalesce(c.failed_bytes, 0) AS failed_bytes,
       coalesce(c.held_files, 0) AS held_files, coalesce(c.held_bytes, 0) AS held_bytes,
       coalesce(c.migrated_files + c.retired_files, 0) AS done_files,
       coalesce(c.migrated_bytes + c.retired_bytes, 0) AS done_bytes,
       round(100.0 * (c.migrated_files + c.retired_files) / nullif(c.files, 0), 3) AS done_percent
FROM (SELECT s.kind, sum(s.files)::bigint AS files, sum(s.bytes)::bigint AS bytes,
             coalesce(sum(s.files) FILTER (WHERE s.state = 'QUEUED'), 0)::bigint AS queued_files,
             coalesce(sum(s.bytes) FILTER (WHERE s.state = 'QUEUED'), 0)::bigint AS queued_bytes,
             coalesce(sum(s.files) FILTER (WHERE s.state = 'MIGRATED'), 0)::bigint AS migrated_files,
             coalesce(sum(s.bytes) FILTER (WHERE s.state = 'MIGRATED'), 0)::bigint AS migrated_bytes,
             coalesce(sum(s.files) FILTER (WHERE s.state = 'RETIRED'), 0)::bigint AS retired_files,
             coalesce(sum(s.bytes) FILTER (WHERE s.state = 'RETIRED'), 0)::bigint AS retired_bytes,
             coalesce(sum(s.files) FILTER (WHERE s.state = 'FAILED'), 0)::bigint AS failed_files,
             coalesce(sum(s.bytes) FILTER (WHERE s.state = 'FAILED'), 0)::bigint AS failed_bytes,
             coalesce(sum(s.files) FILTER (WHERE s.state = 'HELD'), 0)::bigint AS held_files,
             coalesce(sum(s.bytes) FILTER (WHERE s.state = 'HELD'), 0)::bigint AS held_bytes
      FROM nfs2s3.media_by_state s GROUP BY s.kind) AS c
    FULL JOIN (SELECT n.name AS kind, n.prefix, n.migrated FROM nfs2s3.kind n) AS k USING (kind);

-- The rate is that of the dashboard: over the last minute, or since the first flip in it where that is shorter.
CREATE VIEW nfs2s3_views.progress AS
SELECT c.*,
       round(100.0 * c.done_files / nullif(c.files, 0), 3) AS done_percent,
       round(r.files / r.seconds, 3) AS files_per_second,
       round(r.bytes / r.seconds, 3) AS bytes_per_second,
       (SELECT max(p.bucket) FROM nfs2s3.progress p) AS last_flip_at,
       now() AS at
FROM (SELECT coalesce(sum(k.files), 0)::bigint AS files, coalesce(sum(k.bytes), 0)::bigint AS bytes,
             coalesce(sum(k.queued_files), 0)::bigint AS queued_files,
             coalesce(sum(k.queued_bytes), 0)::bigint AS queued_bytes,
             coalesce(sum(k.migrated_files), 0)::bigint AS migrated_files,
             coalesce(sum(k.migrated_bytes), 0)::bigint AS migrated_bytes,
             coalesce(sum(k.retired_files), 0)::bigint AS retired_files,
             coalesce(sum(k.retired_bytes), 0)::bigint AS retired_bytes,
             coalesce(sum(k.failed_files), 0)::bigint AS failed_files,
             coalesce(sum(k.failed_bytes), 0)::bigint AS failed_bytes,
             coalesce(sum(k.held_files), 0)::bigint AS held_files,
             coalesce(sum(k.held_bytes), 0)::bigint AS held_bytes,
             coalesce(sum(k.done_files), 0)::bigint AS done_files,
             coalesce(sum(k.done_bytes), 0)::bigint AS done_bytes
      FROM nfs2s3_views.progress_by_kind k) AS c
    CROSS JOIN (SELECT coalesce(sum(t.files), 0) AS files, coalesce(sum(t.bytes), 0) AS bytes,
                       least(60, greatest(1, extract(epoch FROM now() - min(t.bucket))))::numeric AS seconds
                FROM nfs2s3.throughput t WHERE t.bucket > now() - interval '60 s') AS r;

CREATE VIEW nfs2s3_views.failures AS
SELECT kind, failure_code, files, bytes FROM nfs2s3.media_by_failure;

CREATE VIEW nfs2s3_views.outbox_status AS
SELECT depth, oldest_age_seconds, set_aside FROM nfs2s3.outbox_status;

CREATE VIEW nfs2s3_views.runs AS
SELECT r.id, r.kind, r.source, r.what, r.state, substring(r.owner FROM '^[^~/]+') AS host,
       r.started_at, r.seen_at, r.finished_at, t.seconds,
       r.done + r.unchanged + r.skipped + r.failed AS names,
       r.done, r.unchanged, r.skipped, r.failed, r.sent, r.missing,
       round((r.done + r.unchanged + r.skipped + r.failed) / greatest(1, t.seconds), 3) AS names_per_second,
       nullif(r.rate, 0) AS rate_limit, r.error
FROM nfs2s3.run r
    CROSS JOIN LATERAL (SELECT round(extract(epoch FROM coalesce(r.finished_at, r.seen_at) - r.started_at)::numeric, 3)
        AS seconds) AS t;

-- Has a role read the views, also those of later migrations of this user; makes it where there is none, and answers whether.
-- One that is made can log in only when it is told to.
CREATE FUNCTION nfs2s3.make_reader(role text) RETURNS boolean LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made boolean := NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role);
BEGIN
    IF octet_length(role) NOT BETWEEN 1 AND 63 THEN
        RAISE EXCEPTION 'the name of a role has 1 to 63 bytes' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF made THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', role);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA nfs2s3_views TO %I', role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA nfs2s3_views TO %I', role);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA nfs2s3_views GRANT SELECT ON TABLES TO %I', role);
    RETURN made;
END
$$;
REVOKE ALL ON FUNCTION nfs2s3.make_reader(text) FROM PUBLIC;
