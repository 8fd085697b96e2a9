-- How far a run is that goes through keys in their order: it goes on behind this one. What it counted before stays counted.
ALTER TABLE nfs2s3.run ADD COLUMN reached_key text;
