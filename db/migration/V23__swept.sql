-- A sweep claims a row by setting queued_at. Since when the row had waited until then is kept in waits_since, and counts while
-- swept_at is queued_at: else a file that vanished would never have been missing for long enough. Nobody who queues a row
-- anew has to know of the two.
ALTER TABLE nfs2s3.media ADD COLUMN waits_since timestamptz, ADD COLUMN swept_at timestamptz;
