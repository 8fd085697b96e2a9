-- A file on S3 gets no URL on NFS for want of an enabled host, since its original may have been retired: V6 is older than that.

-- The URL of a file that is in hand. With no host enabled it is on the first of the disabled ones by name: who switches off the
-- last one before another is there breaks no page. With no host at all it is the one on NFS; null for a path that is null.
CREATE OR REPLACE FUNCTION nfs2s3.located_url(path text, location text, object_key text) RETURNS text LANGUAGE plpgsql VOLATILE
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
        host := coalesce(nfs2s3.cdn_host_for(object_key, setting.cdn_choice),
                         (SELECT min(h.name COLLATE "C") FROM nfs2s3.cdn_host h));
        IF host IS NOT NULL THEN
            RETURN setting.cdn_scheme || '://' || host || '/' || nfs2s3.percent_encode(object_key);
        END IF;
    END IF;
    RETURN setting.nfs_base_url || nfs2s3.percent_encode(path);
END
$$;

-- As before, and null for a RETIRED file where there is no host: it has no path on NFS any more.
CREATE OR REPLACE FUNCTION nfs2s3.media_url(path text) RETURNS text LANGUAGE plpgsql VOLATILE STRICT SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
#variable_conflict use_column
DECLARE
    found_state    text;
    found_location text;
    found_key      text;
    fault          text;
BEGIN
    SELECT m.state, m.location, m.object_key INTO found_state, found_location, found_key
    FROM nfs2s3.media m WHERE m.path = media_url.path;
    IF FOUND THEN
        RETURN nfs2s3.located_url(
            CASE WHEN found_state <> 'RETIRED' THEN media_url.path END, found_location, found_key);
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

CREATE OR REPLACE VIEW nfs2s3.media_location AS
SELECT path, kind, generation, state, location, CASE WHEN location = 'S3' THEN object_key END AS object_key,
       nfs2s3.located_url(CASE WHEN state <> 'RETIRED' THEN path END, location, object_key) AS url
FROM nfs2s3.media;
