-- The ledger: what became of each pointer, when, by whom, and on what evidence. Triggers on the table of pointers write it,
-- so that no statement gets round it. Nothing in it is changed; whole old months are dropped. docs/ledger.md explains it.

-- Not an identity: nothing depends on ids that are unique, so a sequence that is behind is no reason to refuse a flip.
CREATE SEQUENCE nfs2s3.ledger_id;

CREATE TABLE nfs2s3.ledger (
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),          -- of the server, once the row was locked
    id          bigint      NOT NULL DEFAULT nextval('nfs2s3.ledger_id'), -- the order of what became of one path
    size_bytes  bigint,
    generation  integer,
    act         text        NOT NULL,
    path        text,                   -- null: of all (TRUNCATE), or of none (PRUNE)
    was         text,                   -- state before; null: there was no row
    state       text,                   -- state since; null: there is no row
    object_key  text,                   -- of the object to which the pointer leads, or led until then; so the next three
    checksum    text,
    etag        text,
    version_id  text,
    reason      text,                   -- why the file failed; what was pruned
    login       text        NOT NULL DEFAULT session_user,
    client      inet                 DEFAULT inet_client_addr(),          -- null: a process of the server's own host
    application text        NOT NULL DEFAULT current_setting('application_name'),
    CONSTRAINT ledger_at_has_a_month CHECK (at >= '0001-01-01Z' AND at < '10000-01-01Z') -- infinity has none
) PARTITION BY RANGE (at);

-- Newest first. All that one statement did has one time, which the index keeps once.
CREATE INDEX ledger_at ON nfs2s3.ledger (at);
-- Of one path. Half the size of a tree (docs/decisions/ledger-by-statement.md).
CREATE INDEX ledger_path ON nfs2s3.ledger USING hash (path);

-- For what no month takes: no flip may fail because nobody made a table in time.
CREATE TABLE nfs2s3.ledger_default PARTITION OF nfs2s3.ledger DEFAULT;

-- Whoever has the right, also the owner, is refused. TRUNCATE has to be refused for each month apart.
CREATE FUNCTION nfs2s3.refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: no % in %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = '''nfs2s3 ledger prune'' drops whole old months.';
END
$$;
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON nfs2s3.ledger
    FOR EACH ROW EXECUTE FUNCTION nfs2s3.refuse_ledger_change();
CREATE TRIGGER ledger_kept BEFORE TRUNCATE ON nfs2s3.ledger
    FOR EACH STATEMENT EXECUTE FUNCTION nfs2s3.refuse_ledger_change();
CREATE TRIGGER ledger_kept BEFORE TRUNCATE ON nfs2s3.ledger_default
    FOR EACH STATEMENT EXECUTE FUNCTION nfs2s3.refuse_ledger_change();

-- What a command says that it is about, where the row alone does not tell: SELECT set_config('nfs2s3.act', 'REPAIR', true).
CREATE FUNCTION nfs2s3.ledger_act() RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT said FROM current_setting('nfs2s3.act', true) AS said WHERE said ~ '^[A-Z_]{1,24}$'
$$;

-- The changes of one statement by one insert. QUEUED and HELD rows that stay so are left at once: sweeps, scans and most
-- registrations change nothing else. A HELD row that has an object key was rolled back: that it is QUEUED again is recorded,
-- too. What is recorded of a row hangs on this row alone, not on others of its statement. The statements have no parameters,
-- so that they are planned once for a session: planned each time, they took longer than all the rest of a registration. The
-- old and the new row of a path that was renamed do not match: one path is gone then, and another is there. A full join is
-- never a loop in a loop, whatever number of rows it was planned for.
CREATE FUNCTION nfs2s3.record_updates() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM new_rows WHERE location = 'S3' OR state = 'FAILED')
        AND NOT EXISTS (SELECT FROM old_rows WHERE location = 'S3' OR state = 'FAILED'
            OR state = 'HELD' AND object_key IS NOT NULL) THEN
        RETURN NULL;
    END IF;
    INSERT INTO nfs2s3.ledger (at, act, path, generation, was, state, size_bytes, object_key, checksum, etag, version_id,
        reason, login, client, application)
    SELECT who.at,
        CASE
            WHEN who.act IS NOT NULL THEN who.act
            WHEN o.id IS NULL THEN 'INSERT'
            WHEN n.id IS NULL THEN 'DELETE'
            WHEN n.location = 'S3' AND o.location = 'NFS' THEN 'FLIP'
            WHEN n.location = 'NFS' AND n.generation > o.generation AND n.registered_at <> o.registered_at THEN 'REUPLOAD'
            WHEN n.location = 'NFS' AND o.location = 'S3' AND n.state = 'HELD' THEN 'ROLLBACK'
            WHEN n.state = 'FAILED' THEN 'FAIL'
            WHEN n.location = 'NFS' AND o.location = 'S3' THEN 'FLIP_BACK'
            WHEN n.location = 'NFS' AND o.state = 'HELD' THEN 'UNDO'
            WHEN n.location = 'NFS' THEN 'RETRY'
            WHEN n.object_key <> o.object_key OR n.generation <> o.generation THEN 'REPOINT'
            WHEN n.state = 'RETIRED' AND o.state = 'MIGRATED' THEN 'RETIRE'
            WHEN n.state = 'MIGRATED' AND o.state = 'RETIRED' THEN 'RESTORE'
            ELSE 'EVIDENCE'
        END,
        coalesce(n.path, o.path), coalesce(n.generation, o.generation), o.state, n.state,
        CASE WHEN n.location = 'S3' THEN n.size_bytes ELSE o.size_bytes END,
        CASE WHEN n.location = 'S3' THEN n.object_key ELSE o.object_key END,
        CASE WHEN n.location = 'S3' THEN n.checksum ELSE o.checksum END,
        CASE WHEN n.location = 'S3' THEN n.etag ELSE o.etag END,
        CASE WHEN n.location = 'S3' THEN n.version_id ELSE o.version_id END,
        CASE WHEN n.state = 'FAILED' THEN n.failure_code || coalesce(': ' || n.failure_message, '') END,
        who.login, who.client, who.application
    FROM (SELECT clock_timestamp() AS at, nfs2s3.ledger_act() AS act, session_user AS login, inet_client_addr() AS client,
            current_setting('application_name') AS application OFFSET 0) AS who
        CROSS JOIN (old_rows o FULL JOIN new_rows n ON n.id = o.id AND n.path = o.path)
    WHERE n.location IS DISTINCT FROM o.location
            AND (o.location = 'S3' OR o.state = 'FAILED' OR n.location = 'S3' OR n.state = 'FAILED')
        OR o.state = 'HELD' AND o.object_key IS NOT NULL AND n.state = 'QUEUED' AND n.generation = o.generation
        OR (n.state = 'FAILED') <> (o.state = 'FAILED')
        OR n.location = 'S3'
            AND (n.state, n.generation, n.object_key, n.checksum, n.size_bytes, n.etag, n.version_id)
                IS DISTINCT FROM (o.state, o.generation, o.object_key, o.checksum, o.size_bytes, o.etag, o.version_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER media_ledger AFTER UPDATE ON nfs2s3.media
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION nfs2s3.record_updates();

-- What appears with a pointer to S3, or as FAILED, was not registered but written by hand, restored or recovered. What
-- disappears, was by hand.
CREATE FUNCTION nfs2s3.record_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    file nfs2s3.media := CASE TG_OP WHEN 'INSERT' THEN NEW WHEN 'DELETE' THEN OLD END;
BEGIN
    INSERT INTO nfs2s3.ledger (act, path, generation, was, state, size_bytes, object_key, checksum, etag, version_id, reason)
    VALUES (coalesce(nfs2s3.ledger_act(), TG_OP), file.path, file.generation,
        CASE TG_OP WHEN 'DELETE' THEN file.state END, CASE TG_OP WHEN 'INSERT' THEN file.state END,
        file.size_bytes, file.object_key, file.checksum, file.etag, file.version_id,
        CASE WHEN file.state = 'FAILED' THEN file.failure_code || coalesce(': ' || file.failure_message, '') END);
    RETURN NULL;
END
$$;
CREATE TRIGGER media_ledger_insert AFTER INSERT ON nfs2s3.media
    FOR EACH ROW WHEN (NEW.location = 'S3' OR NEW.state = 'FAILED') EXECUTE FUNCTION nfs2s3.record_row();
CREATE TRIGGER media_ledger_delete AFTER DELETE ON nfs2s3.media
    FOR EACH ROW EXECUTE FUNCTION nfs2s3.record_row();
CREATE TRIGGER media_ledger_truncate AFTER TRUNCATE ON nfs2s3.media
    FOR EACH STATEMENT EXECUTE FUNCTION nfs2s3.record_row();
-- Nobody makes lines of their own by a trigger of their own.
REVOKE ALL ON FUNCTION nfs2s3.record_updates(), nfs2s3.record_row() FROM PUBLIC;

-- Takes lines out of the default table: they are in a month's table by then, or their month is pruned.
CREATE FUNCTION nfs2s3.remove_from_ledger_default(since timestamptz, until timestamptz) RETURNS bigint LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    removed bigint;
BEGIN
    LOCK TABLE nfs2s3.ledger_default IN ACCESS EXCLUSIVE MODE;
    ALTER TABLE nfs2s3.ledger_default DISABLE TRIGGER ledger_append_only;
    DELETE FROM nfs2s3.ledger_default WHERE at >= since AND at < until;
    GET DIAGNOSTICS removed = ROW_COUNT;
    ALTER TABLE nfs2s3.ledger_default ENABLE TRIGGER ledger_append_only;
    RETURN removed;
END
$$;
REVOKE ALL ON FUNCTION nfs2s3.remove_from_ledger_default(timestamptz, timestamptz) FROM PUBLIC;

-- The name of the table of a month, by UTC, and whether it is part of the ledger: one that was detached is not, whatever its
-- name.
CREATE FUNCTION nfs2s3.ledger_table(month timestamptz, OUT name text, OUT attached boolean) LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.name, EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'nfs2s3.ledger'::regclass AND c.relname = t.name)
    FROM (SELECT 'ledger_' || to_char(month AT TIME ZONE 'UTC', 'YYYYMM') AS name) AS t
$$;

-- How many lines of a month are moved out of the default table. More would hold up who writes there for too long.
CREATE FUNCTION nfs2s3.ledger_most_moved() RETURNS integer LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp AS 'SELECT 100000';

-- Makes one month that has no table, with the lines of it that the default table took. Answers false, and makes none, if
-- these are too many. A table is attached, not created as a partition: that would wait for all flips, and they for it. It
-- has no rights of its own, whatever ALTER DEFAULT PRIVILEGES says: who reads or writes goes by those of the ledger.
CREATE FUNCTION nfs2s3.make_ledger_month(since timestamptz) RETURNS boolean LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    until   timestamptz := since + interval '1 month';
    name    text := (nfs2s3.ledger_table(since)).name;
    stray   integer;
    grantee text;
BEGIN
    SELECT count(*) INTO stray
    FROM (SELECT FROM nfs2s3.ledger_default d WHERE d.at >= since AND d.at < until
        LIMIT nfs2s3.ledger_most_moved() + 1) AS s;
    IF stray > nfs2s3.ledger_most_moved() THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE nfs2s3.%I (LIKE nfs2s3.ledger INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    FOR grantee IN
        SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
        FROM pg_class c CROSS JOIN aclexplode(c.relacl) AS a
        WHERE c.oid = format('nfs2s3.%I', name)::regclass AND a.grantee <> c.relowner
    LOOP
        EXECUTE format('REVOKE ALL ON nfs2s3.%I FROM %s CASCADE', name, grantee);
    END LOOP;
    IF stray > 0 THEN
        LOCK TABLE nfs2s3.ledger_default IN ACCESS EXCLUSIVE MODE;
        EXECUTE format('INSERT INTO nfs2s3.%I SELECT * FROM nfs2s3.ledger_default WHERE at >= $1 AND at < $2', name)
            USING since, until;
        PERFORM nfs2s3.remove_from_ledger_default(since, until);
    END IF;
    EXECUTE format('ALTER TABLE nfs2s3.ledger ATTACH PARTITION nfs2s3.%I FOR VALUES FROM (%L) TO (%L)',
        name, since, until);
    EXECUTE format('CREATE TRIGGER ledger_kept BEFORE TRUNCATE ON nfs2s3.%I'
        || ' FOR EACH STATEMENT EXECUTE FUNCTION nfs2s3.refuse_ledger_change()', name);
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION nfs2s3.make_ledger_month(timestamptz) FROM PUBLIC;

-- Makes the tables of this month and the next three, and then of months whose lines the default table took, unless these
-- are too many. Answers how many it made: none while another session is at it. Lines of one month are moved in a call, for
-- who writes into the default table waits meanwhile: call it again until it answers 0. A month that cannot be made hinders no
-- other.
CREATE FUNCTION nfs2s3.ensure_ledger() RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '300ms' AS $$
DECLARE
    since timestamptz;
    stray timestamptz;
    moves boolean;
    made  integer := 0;
BEGIN
    -- One at a time, also of those that prune: each waits for locks of the other's tables. Who comes later need not.
    IF NOT pg_try_advisory_xact_lock(hashtextextended('nfs2s3.ledger', 0)) THEN
        RETURN 0;
    END IF;
    FOREACH since IN ARRAY ARRAY(
        SELECT generate_series(date_trunc('month', now()), date_trunc('month', now()) + interval '3 months', '1 month'))
    LOOP
        CONTINUE WHEN (nfs2s3.ledger_table(since)).attached;
        SELECT EXISTS (SELECT FROM nfs2s3.ledger_default d WHERE d.at >= since AND d.at < since + interval '1 month')
            INTO moves;
        BEGIN
            made := made + nfs2s3.make_ledger_month(since)::integer;
            IF moves AND made > 0 THEN
                RETURN made;
            END IF;
        EXCEPTION WHEN lock_not_available THEN
            RETURN made; -- somebody reads the default table; the next call is soon enough
        WHEN duplicate_table OR invalid_object_definition THEN
            RAISE WARNING 'the ledger gets no table for %: %', since, SQLERRM
                USING HINT = 'Rename or attach the table that is in its place.';
        END;
    END LOOP;
    -- By the index, from one month that has lines to the next.
    SELECT min(at) INTO stray FROM nfs2s3.ledger_default;
    WHILE stray IS NOT NULL LOOP
        since := date_trunc('month', stray);
        BEGIN
            IF NOT (nfs2s3.ledger_table(since)).attached AND nfs2s3.make_ledger_month(since) THEN
                RETURN made + 1;
            END IF;
        EXCEPTION
            WHEN lock_not_available THEN
                RETURN made;
            WHEN OTHERS THEN
                RAISE WARNING 'the ledger gets no table for %: %', since, SQLERRM;
        END;
        SELECT min(at) INTO stray FROM nfs2s3.ledger_default WHERE at >= since + interval '1 month';
    END LOOP;
    RETURN made;
END
$$;
-- Granted to the user of the daemon, not to everybody: who calls it in a transaction holds its locks until the end of that.
REVOKE ALL ON FUNCTION nfs2s3.ensure_ledger() FROM PUBLIC;

-- Drops one month, and says so in the ledger. Answers how many lines it had. The month and the default table are locked
-- first, for no flip touches them. Then all flips wait for it, for a third of a second at most while it waits itself.
CREATE FUNCTION nfs2s3.prune_ledger(month date) RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '1s' AS $$
DECLARE
    since    timestamptz := date_trunc('month', month::timestamptz);
    until    timestamptz := date_trunc('month', month::timestamptz) + interval '1 month';
    name     text;
    attached boolean;
    lines    bigint;
BEGIN
    IF until > date_trunc('month', now()) THEN
        RAISE EXCEPTION 'the month % is not over', to_char(month, 'YYYY-MM') USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('nfs2s3.ledger', 0));
    SELECT t.name, t.attached INTO name, attached FROM nfs2s3.ledger_table(since) AS t;
    IF NOT attached AND to_regclass(format('nfs2s3.%I', name)) IS NOT NULL THEN
        RAISE EXCEPTION 'nfs2s3.% is no part of the ledger, and is not dropped', name
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Rename it, or attach it again.';
    END IF;
    SELECT count(*) INTO lines FROM nfs2s3.ledger l WHERE l.at >= since AND l.at < until;
    IF lines = 0 AND NOT attached THEN
        RETURN 0;
    END IF;
    IF NOT (nfs2s3.ledger_table(date_trunc('month', now()))).attached AND nfs2s3.ledger_most_moved() < (
        SELECT count(*) FROM (SELECT FROM nfs2s3.ledger_default d WHERE d.at >= since AND d.at < until
            LIMIT nfs2s3.ledger_most_moved() + 1) AS s)
    THEN
        RAISE EXCEPTION 'the present month has no table: all flips would wait while the lines of % are removed', name
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'nfs2s3 schema migrate makes it.';
    END IF;
    IF attached THEN
        EXECUTE format('LOCK TABLE nfs2s3.%I IN ACCESS EXCLUSIVE MODE', name);
    END IF;
    SET LOCAL lock_timeout = '300ms'; -- of this function
    LOCK TABLE nfs2s3.ledger_default IN ACCESS EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM nfs2s3.ledger_default d WHERE d.at >= since AND d.at < until) THEN
        PERFORM nfs2s3.remove_from_ledger_default(since, until);
    END IF;
    IF attached THEN
        LOCK TABLE ONLY nfs2s3.ledger IN ACCESS EXCLUSIVE MODE;
        EXECUTE format('DROP TABLE nfs2s3.%I', name);
    END IF;
    INSERT INTO nfs2s3.ledger (act, reason) VALUES ('PRUNE', to_char(month, 'YYYY-MM') || ': ' || lines || ' lines');
    RETURN lines;
END
$$;
REVOKE ALL ON FUNCTION nfs2s3.prune_ledger(date) FROM PUBLIC;

SELECT nfs2s3.ensure_ledger();
