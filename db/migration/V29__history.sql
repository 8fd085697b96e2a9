-- What was done, and how much there was, by the minute, later by the hour, at last by the day. Each moment is in one step only, so
-- the sum of all rows is the sum of all that was written, whatever was folded. docs/database.md has the measures.

CREATE TABLE nfs2s3.history (
    step    text        NOT NULL CHECK (step IN ('MINUTE', 'HOUR', 'DAY')),
    at      timestamptz NOT NULL,   -- when it began, in UTC, by the clock of the database
    host    text        NOT NULL,   -- empty for figures of the whole site
    kind    text        NOT NULL,   -- empty for figures of no kind
    measure text        NOT NULL,
    label   text        NOT NULL,   -- a failure code, a state or a queue; empty where the measure has none
    amount  bigint      NOT NULL,   -- of a host: the sum; of the site: the last
    bytes   bigint      NOT NULL,   -- likewise
    most    bigint,                 -- of the site: the highest amount
    spread  bigint[],               -- how many copies took less than 1 ms, 2 ms, 4 ms, … and not less than that before
    PRIMARY KEY (step, at, host, kind, measure, label)
)
-- A row that was folded is dead, a hundred a minute.
WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

-- The sum of two of them, place by place; null if one of them is.
CREATE FUNCTION nfs2s3.add_spread(one bigint[], other bigint[]) RETURNS bigint[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_agg(coalesce(t.a, 0) + coalesce(t.b, 0) ORDER BY t.place)
    FROM unnest(one, other) WITH ORDINALITY AS t (a, b, place)
$$;

-- Within how many milliseconds such a part of the copies was done: 0.5 for half of them. Between two powers of two it is reckoned
-- as if they lay evenly.
CREATE FUNCTION nfs2s3.spread_millis(spread bigint[], part numeric) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    many   bigint;
    wanted float8 := 0;
    below  float8 := 0;
    low    float8 := 0;
    high   float8 := 1;
BEGIN
    FOREACH many IN ARRAY spread LOOP
        wanted := wanted + many;
    END LOOP;
    wanted := wanted * part;
    FOREACH many IN ARRAY spread LOOP
        IF many > 0 AND below + many >= wanted THEN
            RETURN ceil(low + (high - low) * (wanted - below) / many);
        END IF;
        below := below + many;
        low := high;
        high := 2 * high;
    END LOOP;
    RETURN NULL;
END
$$;

CREATE VIEW nfs2s3_views.throughput_history AS
SELECT h.at, CASE h.step WHEN 'MINUTE' THEN 60 WHEN 'HOUR' THEN 3600 ELSE 86400 END AS seconds, h.host, h.kind,
       coalesce(sum(h.amount) FILTER (WHERE h.measure = 'flipped'), 0)::bigint AS files,
       coalesce(sum(h.bytes) FILTER (WHERE h.measure = 'flipped'), 0)::bigint AS bytes,
       coalesce(sum(h.amount) FILTER (WHERE h.measure = 'failed'), 0)::bigint AS failed_files,
       nfs2s3.spread_millis(max(h.spread), 0.5) AS copy_p50_millis,
       nfs2s3.spread_millis(max(h.spread), 0.99) AS copy_p99_millis
FROM nfs2s3.history h
-- One row has a spread. The steps are named for the index.
WHERE h.step IN ('MINUTE', 'HOUR', 'DAY') AND h.measure IN ('flipped', 'failed')
GROUP BY h.step, h.at, h.host, h.kind;

-- A host is known by what its processes wrote: flips and history of the last hour, hooks of the last minute, runs and the drain
-- under way.
CREATE VIEW nfs2s3_views.hosts AS
SELECT s.host, max(s.seen_at) AS last_seen_at,
       sum(s.workers)::bigint AS workers,
       sum(s.files_last_minute)::bigint AS files_last_minute, sum(s.bytes_last_minute)::bigint AS bytes_last_minute,
       sum(s.files_last_hour)::bigint AS files_last_hour, sum(s.bytes_last_hour)::bigint AS bytes_last_hour,
       sum(s.hooks)::bigint AS hooks, max(s.spool_bytes) AS spool_bytes,
       sum(s.runs)::bigint AS runs, bool_or(s.drains) AS drains
FROM (SELECT substring(w.worker FROM '^[^~/]+') AS host, max(w.seen_at) AS seen_at,
             count(*) FILTER (WHERE w.seen_at > now() - interval '70 s') AS workers,
             coalesce(sum(w.files_last_minute), 0) AS files_last_minute,
             coalesce(sum(w.bytes_last_minute), 0) AS bytes_last_minute,
             sum(w.files) AS files_last_hour, sum(w.bytes) AS bytes_last_hour,
             0 AS hooks, 0 AS spool_bytes, 0 AS runs, false AS drains
      FROM (SELECT p.worker, max(p.bucket) AS seen_at, sum(p.files) AS files, sum(p.bytes) AS bytes,
                   sum(p.files) FILTER (WHERE p.bucket > now() - interval '60 s') AS files_last_minute,
                   sum(p.bytes) FILTER (WHERE p.bucket > now() - interval '60 s') AS bytes_last_minute
            FROM nfs2s3.progress p WHERE p.bucket > now() - interval '1 hour' GROUP BY p.worker) AS w GROUP BY 1
      UNION ALL
      SELECT y.host, max(y.at), 0, 0, 0, 0, 0, 0, 0, 0, false
      FROM nfs2s3.history y
      WHERE y.step = 'MINUTE' AND y.at > now() - interval '1 hour' AND y.measure = 'up' GROUP BY 1
      UNION ALL
      SELECT substring(h.name FROM '^[^~/]+'), max(h.seen_at), 0, 0, 0, 0, 0, count(*), max(h.spool_bytes), 0, false
      FROM nfs2s3.upload_hook h WHERE h.seen_at > now() - interval '1 minute' GROUP BY 1
      UNION ALL
      SELECT substring(r.owner FROM '^[^~/]+'), max(r.seen_at), 0, 0, 0, 0, 0, 0, 0, count(*), false
      FROM nfs2s3.run r WHERE r.state = 'RUNNING' AND r.seen_at > now() - interval '1 minute' GROUP BY 1
      UNION ALL
      SELECT substring(l.owner FROM '^[^~/]+'), now(), 0, 0, 0, 0, 0, 0, 0, 0, true
      FROM nfs2s3.drain_lease l WHERE l.expires_at > now()) AS s
GROUP BY s.host;
