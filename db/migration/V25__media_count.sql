-- Files and bytes by kind and state, exact at any time, without counting media. Triggers write what each statement changed as
-- rows of its own: no writer waits for another, and what is rolled back was never there. The sum of all rows is the count.
-- Folding puts the sums of rows in their place. docs/decisions/exact-counters.md explains it.
--
-- Triggers are created last: the lock that they need on media is held for no longer than that, and V26 counts what is there.

-- No primary key: rows of the same sums are as good as one another. So that a site whose tables are all published may fold, all
-- columns are the identity.
CREATE TABLE nfs2s3.media_count (
    kind         text   NOT NULL,
    state        text   NOT NULL,   -- the location follows from it
    failure_code text,              -- of FAILED files only
    files        bigint NOT NULL,   -- more than before; fewer where it is below 0
    bytes        bigint NOT NULL
)
-- It lives on its dead rows, as the outbox does.
WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
      autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
ALTER TABLE nfs2s3.media_count REPLICA IDENTITY FULL;

-- Which table of which database was counted: one row. A restore puts that of its own database in its place, or beside it where
-- the data alone are restored.
CREATE TABLE nfs2s3.media_count_basis (
    basis      text        PRIMARY KEY,
    counted_at timestamptz NOT NULL DEFAULT now()
);

-- Database, site, table, and the file of the table. That is another one when the table was emptied, and when VACUUM FULL wrote
-- it anew, which costs a count in vain.
CREATE FUNCTION nfs2s3.count_basis() RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(nfs2s3.database_id(), (SELECT d.oid::text FROM pg_database d WHERE d.datname = current_database()))
        || '/' || (SELECT s.id FROM nfs2s3.site s)
        || '/' || 'nfs2s3.media'::regclass::oid || '/' || pg_relation_filenode('nfs2s3.media')
$$;

-- Whether the counters can be those of this table: they were counted here, and none is below 0.
CREATE FUNCTION nfs2s3.counts_are_sound() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY(SELECT b.basis FROM nfs2s3.media_count_basis b) = ARRAY[nfs2s3.count_basis()]
        AND NOT EXISTS (SELECT FROM nfs2s3.media_count c GROUP BY c.kind, c.state, c.failure_code
            HAVING sum(c.files) < 0 OR sum(c.bytes) < 0)
$$;

-- Puts the sums of rows in their place, of so many at most, and answers how many these were. No count changes, so anybody may
-- call it. A row that another transaction folds is left to that: nobody waits here, and nobody for this.
CREATE FUNCTION nfs2s3.fold_counts(most integer) RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    folded integer;
BEGIN
    -- Who reads all rows in a serializable transaction is in the way of all who write.
    IF current_setting('transaction_isolation') = 'serializable' OR NOT EXISTS (
        SELECT FROM nfs2s3.media_count c GROUP BY c.kind, c.state, c.failure_code HAVING count(*) > 1)
    THEN
        RETURN 0;
    END IF;
    WITH gone AS (
        DELETE FROM nfs2s3.media_count WHERE ctid = ANY (ARRAY(
            SELECT c.ctid FROM nfs2s3.media_count c LIMIT most FOR UPDATE SKIP LOCKED))
        RETURNING kind, state, failure_code, files, bytes
    ), sums AS (
        INSERT INTO nfs2s3.media_count (kind, state, failure_code, files, bytes)
        SELECT g.kind, g.state, g.failure_code, sum(g.files), sum(g.bytes)
        FROM gone g GROUP BY g.kind, g.state, g.failure_code HAVING sum(g.files) <> 0 OR sum(g.bytes) <> 0
    )
    SELECT count(*) INTO folded FROM gone;
    RETURN folded;
EXCEPTION WHEN serialization_failure THEN
    RETURN 0; -- repeatable read, and others have folded since its snapshot
END
$$;

-- What a statement changed, by kind and state: the rows that it left less those that it found. What stays as it was cancels
-- out. The statements have no parameters, so that they are planned once for a session, as those of the ledger are.
-- One in five hundred folds, so that the table keeps small where no daemon does.
CREATE FUNCTION nfs2s3.count_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NOT EXISTS (SELECT FROM new_rows) THEN
            RETURN NULL; -- the registration of a new file: half of the time of all that is here
        END IF;
        INSERT INTO nfs2s3.media_count (kind, state, failure_code, files, bytes)
        SELECT c.kind, c.state, c.failure_code, sum(c.files), sum(c.bytes)
        FROM (SELECT n.kind, n.state, CASE n.state WHEN 'FAILED' THEN n.failure_code END AS failure_code,
                    1 AS files, coalesce(n.size_bytes, 0) AS bytes FROM new_rows n
                UNION ALL
                SELECT o.kind, o.state, CASE o.state WHEN 'FAILED' THEN o.failure_code END,
                    -1, -coalesce(o.size_bytes, 0) FROM old_rows o) AS c
        GROUP BY c.kind, c.state, c.failure_code HAVING sum(c.files) <> 0 OR sum(c.bytes) <> 0;
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO nfs2s3.media_count (kind, state, failure_code, files, bytes)
        SELECT n.kind, n.state, CASE n.state WHEN 'FAILED' THEN n.failure_code END AS code,
            count(*), coalesce(sum(n.size_bytes), 0)
        FROM new_rows n GROUP BY n.kind, n.state, code;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO nfs2s3.media_count (kind, state, failure_code, files, bytes)
        SELECT o.kind, o.state, CASE o.state WHEN 'FAILED' THEN o.failure_code END AS code,
            -count(*), -coalesce(sum(o.size_bytes), 0)
        FROM old_rows o GROUP BY o.kind, o.state, code;
    ELSIF current_setting('transaction_isolation') = 'read committed' THEN
        -- TRUNCATE waited for all other writers, and this statement sees what they wrote.
        INSERT INTO nfs2s3.media_count (kind, state, failure_code, files, bytes)
        SELECT c.kind, c.state, c.failure_code, -sum(c.files), -sum(c.bytes)
        FROM nfs2s3.media_count c GROUP BY c.kind, c.state, c.failure_code;
    ELSE
        TRUNCATE nfs2s3.media_count; -- the snapshot may be older than what they wrote
    END IF;
    IF FOUND AND random() < 0.002 THEN
        PERFORM nfs2s3.fold_counts(2000);
    END IF;
    RETURN NULL;
END
$$;
-- Nobody counts by a trigger of their own.
REVOKE ALL ON FUNCTION nfs2s3.count_changes() FROM PUBLIC;

-- A count of media beside the counters, in one snapshot.
CREATE FUNCTION nfs2s3.proved_counts()
    RETURNS TABLE (kind text, state text, failure_code text, files bigint, bytes bigint, kept_files bigint, kept_bytes bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.kind, a.state, a.failure_code, sum(a.files)::bigint, sum(a.bytes)::bigint,
        sum(a.kept_files)::bigint, sum(a.kept_bytes)::bigint
    FROM (SELECT m.kind, m.state, m.failure_code, count(*) AS files, coalesce(sum(m.size_bytes), 0) AS bytes,
                0 AS kept_files, 0 AS kept_bytes
            FROM (SELECT r.kind, r.state, CASE r.state WHEN 'FAILED' THEN r.failure_code END AS failure_code, r.size_bytes
                FROM nfs2s3.media r) AS m
            GROUP BY m.kind, m.state, m.failure_code
            UNION ALL
            SELECT c.kind, c.state, c.failure_code, 0, 0, c.files, c.bytes FROM nfs2s3.media_count c) AS a
    GROUP BY a.kind, a.state, a.failure_code
    HAVING sum(a.files) <> 0 OR sum(a.kept_files) <> 0 OR sum(a.kept_bytes) <> 0
    ORDER BY a.kind, a.state, a.failure_code
$$;

-- Makes the counters right, and answers with what they lacked. What is written meanwhile is not in the snapshot, and neither
-- are its deltas: nobody waits. One at a time: who waits here sees what the other mended, or, in a snapshot of before that, is
-- told by the DELETE to try again.
CREATE FUNCTION nfs2s3.mend_counts() RETURNS SETOF nfs2s3.media_count LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    LOCK TABLE nfs2s3.media_count_basis IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM nfs2s3.media_count_basis;
    INSERT INTO nfs2s3.media_count_basis (basis) VALUES (nfs2s3.count_basis());
    RETURN QUERY
        INSERT INTO nfs2s3.media_count AS c (kind, state, failure_code, files, bytes)
        SELECT p.kind, p.state, p.failure_code, p.files - p.kept_files, p.bytes - p.kept_bytes
        FROM nfs2s3.proved_counts() AS p WHERE p.files <> p.kept_files OR p.bytes <> p.kept_bytes
        RETURNING c.kind, c.state, c.failure_code, c.files, c.bytes;
END
$$;

-- They read all of media: for those who may write it, and whom the owner grants it.
REVOKE ALL ON FUNCTION nfs2s3.proved_counts(), nfs2s3.mend_counts() FROM PUBLIC;
DO $$
DECLARE
    writer text;
BEGIN
    FOR writer IN
        SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
        FROM pg_class c CROSS JOIN aclexplode(c.relacl) AS a
        WHERE c.oid = 'nfs2s3.media'::regclass AND a.privilege_type = 'UPDATE' AND a.grantee <> c.relowner
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION nfs2s3.proved_counts(), nfs2s3.mend_counts() TO %s', writer);
    END LOOP;
END
$$;

CREATE TRIGGER media_count_insert AFTER INSERT ON nfs2s3.media
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION nfs2s3.count_changes();
CREATE TRIGGER media_count_update AFTER UPDATE ON nfs2s3.media
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION nfs2s3.count_changes();
CREATE TRIGGER media_count_delete AFTER DELETE ON nfs2s3.media
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION nfs2s3.count_changes();
CREATE TRIGGER media_count_truncate AFTER TRUNCATE ON nfs2s3.media
    FOR EACH STATEMENT EXECUTE FUNCTION nfs2s3.count_changes();
