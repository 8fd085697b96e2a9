-- What was there before the triggers of V25, by one count in one snapshot: uploads and flips go on, and the daemons of the build
-- before too. A transaction is in that snapshot with its rows and its deltas, or with neither.
SELECT count(*) FROM nfs2s3.mend_counts();

-- Last, for the lock that it needs on the view.
CREATE OR REPLACE VIEW nfs2s3.media_by_state AS
SELECT kind, state, CASE WHEN state IN ('MIGRATED', 'RETIRED') THEN 'S3' ELSE 'NFS' END AS location,
       sum(files)::bigint AS files, sum(bytes)::bigint AS bytes
FROM nfs2s3.media_count
GROUP BY kind, state
HAVING sum(files) <> 0;
