-- Where the marker of the site is, so that a process whose settings name another place does not take that for the site's own.
-- Null: no marker was put yet. Empty: an earlier build put one and did not write down where; who finds it does.
ALTER TABLE nfs2s3.site
    ADD COLUMN place    text,    -- bucket and prefix
    ADD COLUMN endpoint text,    -- host and port of the store; empty for AWS
    ADD CONSTRAINT site_place_has_endpoint CHECK ((place IS NULL) = (endpoint IS NULL));
-- No file is on S3 without a marker.
UPDATE nfs2s3.site SET place = '', endpoint = '' WHERE EXISTS (SELECT FROM nfs2s3.media WHERE location = 'S3');
