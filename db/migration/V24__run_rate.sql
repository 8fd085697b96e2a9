-- At how many names a second a run goes at most, 0 for no limit: who goes on with it keeps to it.
ALTER TABLE nfs2s3.run ADD COLUMN rate integer NOT NULL DEFAULT 0 CHECK (rate >= 0);
