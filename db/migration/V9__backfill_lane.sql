-- Which rows have their message in the backfill queue, which is long: those that a backfill or a retry put there. All others
-- are uploads of the site, which the sweep finds by the index, whatever the backfill does.
ALTER TABLE nfs2s3.media ADD COLUMN by_backfill boolean NOT NULL DEFAULT false;
CREATE INDEX media_queued_live ON nfs2s3.media (queued_at, id) WHERE state = 'QUEUED' AND NOT by_backfill;
