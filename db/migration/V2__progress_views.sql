-- Views for dashboards and for people with psql.

CREATE VIEW nfs2s3.media_by_state AS
SELECT kind, state, location, count(*) AS files, coalesce(sum(size_bytes), 0)::bigint AS bytes
FROM nfs2s3.media
GROUP BY kind, state, location;

CREATE VIEW nfs2s3.failure_summary AS
SELECT kind, failure_code, count(*) AS files, min(failed_at) AS first_failed_at, max(failed_at) AS last_failed_at,
       min(path) AS example_path
FROM nfs2s3.media
WHERE state = 'FAILED'
GROUP BY kind, failure_code;

CREATE VIEW nfs2s3.outbox_status AS
SELECT count(*) FILTER (WHERE set_aside_at IS NULL) AS depth,
       coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE set_aside_at IS NULL)), 0)::bigint
           AS oldest_age_seconds,
       count(set_aside_at) AS set_aside
FROM nfs2s3.outbox;

CREATE VIEW nfs2s3.throughput AS
SELECT bucket, sum(files)::bigint AS files, sum(bytes)::bigint AS bytes, count(*) AS workers
FROM nfs2s3.progress
GROUP BY bucket;
