-- Which QUEUED rows a backfill put into its own, long queue. All others are uploads of the site, and retries: the sweep
-- finds those by the index, whatever the backfill does.
ALTER TABLE nfs2s3.media ADD COLUMN by_backfill boolean NOT NULL DEFAULT false;
CREATE INDEX media_queued_live ON nfs2s3.media (queued_at, id)
    WHERE state = 'QUEUED' AND (generation > 1 OR NOT by_backfill);
