package io.nfs2s3.catalog;

/** Whose queue a QUEUED file waits in. */
public enum Lane {
    /** Uploads of the site, and files that were tried again after a failure. */
    LIVE,
    /** What a backfill registered. */
    BACKFILL
}
