-- The upload hook as a function, for upload code that is not Java. docs/upload-hook.md shows how to call it.
-- It must stay what UploadHook, MediaPath, MediaSql.register and MessageCodec are: EnqueueVectorsIT holds both to one
-- table.

-- The kinds of the settings file. 'nfs2s3 schema migrate' writes them.
CREATE TABLE nfs2s3.kind (
    name     text    PRIMARY KEY,
    prefix   text    NOT NULL UNIQUE,
    migrated boolean NOT NULL
);
-- No secret, and doctor must be able to read it whoever it runs as.
GRANT SELECT ON nfs2s3.kind TO PUBLIC;

-- The setting catalog.siteUpdate: path, location, object key, generation. 'nfs2s3 schema migrate' replaces the body.
-- The parameters have no names, so that none can clash with a column of the site's.
CREATE FUNCTION nfs2s3.site_update(varchar, varchar, varchar, integer) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp AS '';
REVOKE ALL ON FUNCTION nfs2s3.site_update(varchar, varchar, varchar, integer) FROM PUBLIC;

-- Why a text is not a media path; null for a media path. Same words as MediaPath.
CREATE FUNCTION nfs2s3.path_fault(path text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT
    SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
    segment text;
BEGIN
    IF path = '' THEN
        RETURN 'it is empty';
    ELSIF starts_with(path, '/') THEN
        RETURN 'it is absolute; give the path below the source root';
    ELSIF octet_length(path) > 1024 THEN
        RETURN 'it has more than 1024 bytes of UTF-8';
    END IF;
    FOREACH segment IN ARRAY string_to_array(path, '/') LOOP
        IF segment = '' THEN
            RETURN 'it has an empty segment ("//", or "/" at its end)';
        ELSIF segment IN ('.', '..') THEN
            RETURN format('it has a "%s" segment', segment);
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

-- A text as a JSON string of ASCII characters only, letter for letter as MessageCodec writes it.
CREATE FUNCTION nfs2s3.json_string(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
    SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
    SELECT '"' || coalesce(string_agg(
        CASE
            WHEN code IN (34, 92) THEN '\' || letter
            WHEN code = 8 THEN '\b'
            WHEN code = 9 THEN '\t'
            WHEN code = 10 THEN '\n'
            WHEN code = 12 THEN '\f'
            WHEN code = 13 THEN '\r'
            WHEN code BETWEEN 32 AND 127 THEN letter
            WHEN code < 65536 THEN '\u' || lpad(upper(to_hex(code)), 4, '0')
            -- Beyond the basic plane JSON has two halves of a surrogate pair.
            ELSE '\u' || upper(to_hex(55296 + ((code - 65536) >> 10)))
              || '\u' || upper(to_hex(56320 + ((code - 65536) & 1023)))
        END, '' ORDER BY n), '') || '"'
    FROM (SELECT letter, ascii(letter) AS code, n
          FROM unnest(string_to_array(value, NULL)) WITH ORDINALITY AS s (letter, n)) AS letters
$$;

-- Brings identity sequences up to their tables. A restore of the data alone leaves them behind, and then every insert
-- fails for a key that PostgreSQL itself gave out.
CREATE FUNCTION nfs2s3.catch_up_sequences() RETURNS void LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    identity record;
BEGIN
    FOR identity IN
        SELECT c.oid::regclass::text AS table_name, a.attname AS id
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'nfs2s3'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND a.attidentity <> ''
    LOOP
        EXECUTE format(
            'SELECT setval(%1$L, greatest((SELECT coalesce(max(%2$I), 0) FROM %3$s), nextval(%1$L)))',
            pg_get_serial_sequence(identity.table_name, identity.id), identity.id, identity.table_name);
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION nfs2s3.catch_up_sequences() FROM PUBLIC;

-- Takes note of a file that is complete on NFS, in the transaction of the caller, as
-- UploadHook.fileUploaded(Connection, path) does. It runs with the rights of its owner, so that upload code needs no
-- right on the tables. An identity sequence that is behind its table is no reason to refuse an upload: upload code that is
-- not Java has no other way.
CREATE FUNCTION nfs2s3.enqueue_upload(path text) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
#variable_conflict use_column
DECLARE
    fault      text;
    hidden     text;
    kind_name  text;
    new_state  text;
    was        text;
    upload     integer;
    attempt    integer := 1;
    broken     text;
    broken_in  text;
BEGIN
    IF getdatabaseencoding() <> 'UTF8' THEN
        RAISE EXCEPTION 'nfs2s3.enqueue_upload needs a database in UTF8, not in %', getdatabaseencoding()
            USING ERRCODE = 'feature_not_supported';
    END IF;
    fault := CASE WHEN enqueue_upload.path IS NULL THEN 'it is null' ELSE nfs2s3.path_fault(enqueue_upload.path) END;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'not a media path: "%": %',
            regexp_replace(left(enqueue_upload.path, 120), '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]', U&'\FFFD', 'g')
                || CASE WHEN length(enqueue_upload.path) > 120 THEN U&'\2026' ELSE '' END, fault
            USING ERRCODE = 'invalid_parameter_value';
    END IF;

    -- Of the names that NameRules leaves out; a worker refuses the others, which are settings of the daemons.
    SELECT segment INTO hidden FROM unnest(string_to_array(enqueue_upload.path, '/')) WITH ORDINALITY AS s (segment, n)
    WHERE starts_with(segment, '.') ORDER BY n LIMIT 1;
    IF hidden IS NOT NULL THEN
        RAISE EXCEPTION '"%" is no medium: "%" starts with a dot', enqueue_upload.path, hidden
            USING ERRCODE = 'invalid_parameter_value';
    END IF;

    SELECT k.name, CASE WHEN k.migrated THEN 'QUEUED' ELSE 'HELD' END INTO kind_name, new_state
    FROM nfs2s3.kind k WHERE starts_with(enqueue_upload.path, k.prefix) ORDER BY length(k.prefix) DESC LIMIT 1;
    IF kind_name IS NULL THEN
        IF NOT EXISTS (SELECT FROM nfs2s3.kind) THEN
            RAISE EXCEPTION 'the table nfs2s3.kind is empty; run ''nfs2s3 schema migrate'''
                USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format(
            'no kind covers "%s": the prefixes are [%s]; add a kind for it to the settings'
                || ' and run ''nfs2s3 schema migrate''',
            enqueue_upload.path, (SELECT string_agg(k.prefix, ', ' ORDER BY length(k.prefix) DESC) FROM nfs2s3.kind k));
    END IF;

    LOOP
        BEGIN
            SELECT m.location INTO was FROM nfs2s3.media m WHERE m.path = enqueue_upload.path FOR UPDATE;
            INSERT INTO nfs2s3.media AS m (path, kind, state) VALUES (enqueue_upload.path, kind_name, new_state)
            ON CONFLICT (path) DO UPDATE SET
                kind = EXCLUDED.kind, generation = m.generation + 1, location = 'NFS', state = EXCLUDED.state,
                size_bytes = NULL, source_mtime = NULL, checksum = NULL, object_key = NULL, etag = NULL,
                version_id = NULL, registered_at = now(), queued_at = now(), migrated_at = NULL,
                retired_at = NULL, failed_at = NULL, failure_code = NULL, failure_message = NULL, attempts = 0,
                by_backfill = false
            RETURNING m.generation INTO upload;

            -- A row that was not there and still had a generation came, and may have been flipped, in between.
            IF was = 'S3' OR (was IS NULL AND upload > 1) THEN
                PERFORM nfs2s3.site_update(enqueue_upload.path, 'NFS', NULL, upload);
            END IF;
            IF new_state = 'HELD' THEN
                RETURN 'HELD';
            END IF;

            -- After the row is locked: the entries of one path stand in the order of their generations.
            INSERT INTO nfs2s3.outbox (message) VALUES (
                '{"version":1,"source":"drain","files":[{"path":' || nfs2s3.json_string(enqueue_upload.path)
                    || ',"generation":' || upload || '}]}');
            RETURN 'OUTBOX';
        EXCEPTION WHEN unique_violation THEN
            -- Others may take keys while the sequences catch up, so once is not always enough.
            GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME, broken_in = SCHEMA_NAME;
            IF attempt = 3 OR broken_in <> 'nfs2s3' OR broken NOT LIKE '%\_pkey' THEN
                RAISE;
            END IF;
            PERFORM nfs2s3.catch_up_sequences();
            attempt := attempt + 1;
        END;
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION nfs2s3.enqueue_upload(text) FROM PUBLIC;
