-- That an original was removed from the trash for good is the one step that nothing takes back: a line of the ledger says who did
-- it, and on what evidence for the object that is left. The row of the file does not change by it, so the triggers on that see
-- nothing.
CREATE FUNCTION nfs2s3.record_removal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO nfs2s3.ledger (act, path, generation, was, state, size_bytes, object_key, checksum, etag, version_id, reason)
    SELECT 'EMPTY', NEW.path, NEW.generation, m.state, m.state, NEW.size_bytes, m.object_key, m.checksum, m.etag, m.version_id,
        'removed from the trash: ' || NEW.trash_path
    FROM (SELECT) AS one LEFT JOIN nfs2s3.media m ON m.path = NEW.path;
    RETURN NULL;
END
$$;
CREATE TRIGGER retired_ledger AFTER UPDATE OF place ON nfs2s3.retired
    FOR EACH ROW WHEN (NEW.place = 'REMOVED' AND OLD.place <> 'REMOVED') EXECUTE FUNCTION nfs2s3.record_removal();
REVOKE ALL ON FUNCTION nfs2s3.record_removal() FROM PUBLIC;
