-- What a worker does at once at most, as it said itself: files in flight, and calls to the mount (0 for any number).
ALTER TABLE nfs2s3.progress
    ADD COLUMN files_at_once integer CHECK (files_at_once > 0),
    ADD COLUMN calls_at_once integer CHECK (calls_at_once >= 0);
