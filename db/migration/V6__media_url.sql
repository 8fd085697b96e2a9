-- URLs as a function and a view, for view layers that are not Java. docs/urls.md shows how to call them.
-- They must stay what MediaUrlResolver, PercentEncoding and CdnHosts are: UrlVectorsIT holds both to one table.

-- The CDN hosts. 'nfs2s3 schema migrate' writes them if resolve.cdnHostsFrom is "settings"; else they are the DBA's.
CREATE TABLE nfs2s3.cdn_host (
    name    text    PRIMARY KEY CHECK (name COLLATE "C" ~ '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$'),
    weight  integer NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 100),
    enabled boolean NOT NULL DEFAULT true
);

-- What else a URL needs of the settings: one row. 'nfs2s3 schema migrate' writes it.
CREATE TABLE nfs2s3.url_setting (
    only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    nfs_base_url text    NOT NULL,
    cdn_scheme   text    NOT NULL CHECK (cdn_scheme IN ('https', 'http')),
    cdn_choice   text    NOT NULL CHECK (cdn_choice IN ('RANDOM', 'STABLE')),
    unregistered text    NOT NULL CHECK (unregistered IN ('NFS', 'MISSING'))
);
-- No secrets: every page shows them. And doctor must be able to read them whoever it runs as.
GRANT SELECT ON nfs2s3.cdn_host, nfs2s3.url_setting TO PUBLIC;

-- UTF-8, with everything encoded but RFC 3986's unreserved characters and "/". Same as PercentEncoding.
CREATE FUNCTION nfs2s3.percent_encode(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN value COLLATE "C" ~ '^[A-Za-z0-9/._~-]*$' THEN value
        ELSE (
            SELECT string_agg(
                CASE
                    WHEN code BETWEEN 97 AND 122 OR code BETWEEN 65 AND 90 OR code BETWEEN 45 AND 57
                        OR code IN (95, 126) THEN chr(code)
                    ELSE '%' || lpad(upper(to_hex(code)), 2, '0')
                END, '' ORDER BY n)
            FROM (SELECT n, get_byte(convert_to(value, 'UTF8'), n) AS code
                  FROM generate_series(0, octet_length(convert_to(value, 'UTF8')) - 1) AS s (n)) AS bytes)
    END
$$;

-- The host of one URL; null if none is enabled. Same as CdnHosts: by chance, or by rendezvous hashing, in which each
-- host has as many tickets as its weight, and the ticket wins whose hash with the key is the highest.
CREATE FUNCTION nfs2s3.cdn_host_for(object_key text, choice text) RETURNS text LANGUAGE sql VOLATILE STRICT
    SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN choice = 'STABLE' THEN (
            SELECT h.name FROM nfs2s3.cdn_host h, generate_series(1, h.weight) AS t (ticket)
            WHERE h.enabled
            ORDER BY sha256(convert_to(h.name || chr(10) || ticket || chr(10) || object_key, 'UTF8')) DESC LIMIT 1)
        -- The first of exponential variables whose rates are the weights.
        ELSE (SELECT h.name FROM nfs2s3.cdn_host h WHERE h.enabled ORDER BY ln(1 - random()) / h.weight DESC LIMIT 1)
    END
$$;

-- The URL of a file that is in hand. With no host enabled it is the one on NFS.
CREATE FUNCTION nfs2s3.located_url(path text, location text, object_key text) RETURNS text LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
    setting nfs2s3.url_setting;
    host    text;
BEGIN
    SELECT s.* INTO setting FROM nfs2s3.url_setting s;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the table nfs2s3.url_setting is empty; run ''nfs2s3 schema migrate'''
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF location = 'S3' THEN
        host := nfs2s3.cdn_host_for(object_key, setting.cdn_choice);
        IF host IS NOT NULL THEN
            RETURN setting.cdn_scheme || '://' || host || '/' || nfs2s3.percent_encode(object_key);
        END IF;
    END IF;
    RETURN setting.nfs_base_url || nfs2s3.percent_encode(path);
END
$$;

-- The URL of a file now, as MediaUrlResolver.url(path) without its memory; null for null, and for a path that nobody
-- registered if resolve.unregistered is "missing". It runs with the rights of its owner, so that a view layer needs no
-- right on the tables.
CREATE FUNCTION nfs2s3.media_url(path text) RETURNS text LANGUAGE plpgsql VOLATILE STRICT SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
#variable_conflict use_column
DECLARE
    found_location text;
    found_key      text;
    fault          text;
BEGIN
    SELECT m.location, m.object_key INTO found_location, found_key
    FROM nfs2s3.media m WHERE m.path = media_url.path;
    IF FOUND THEN
        RETURN nfs2s3.located_url(media_url.path, found_location, found_key);
    END IF;

    fault := nfs2s3.path_fault(media_url.path);
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'not a media path: "%": %',
            regexp_replace(left(media_url.path, 120), '[\u0001-\u001F\u007F-\u009F]', U&'\FFFD', 'g')
                || CASE WHEN length(media_url.path) > 120 THEN U&'\2026' ELSE '' END, fault
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF EXISTS (SELECT FROM nfs2s3.url_setting s WHERE s.unregistered = 'MISSING') THEN
        RETURN NULL;
    END IF;
    RETURN nfs2s3.located_url(media_url.path, 'NFS', NULL);
END
$$;
REVOKE ALL ON FUNCTION nfs2s3.media_url(text) FROM PUBLIC;

-- Every registered file with its URL: join it for all files of a page in one query.
CREATE VIEW nfs2s3.media_location AS
SELECT path, kind, generation, state, location, CASE WHEN location = 'S3' THEN object_key END AS object_key,
       nfs2s3.located_url(path, location, object_key) AS url
FROM nfs2s3.media;
