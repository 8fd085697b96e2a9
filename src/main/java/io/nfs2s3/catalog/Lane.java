package io.nfs2s3.catalog;

/** Whose queue a QUEUED file waits in. */
public enum Lane {
    /** Uploads of the site. */
    LIVE,
    /** What a backfill registered, and what was tried again after a failure. */
    BACKFILL
}
