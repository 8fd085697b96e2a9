package io.nfs2s3.lifecycle.verify;

/** The object of a file. */
enum OnS3 {
    ABSENT,
    /** As the row says. Where no row names it: it says itself that it is this site's copy of an upload. */
    SAME,
    /** Other bytes. Where no row names it: it does not say that it is this site's. */
    DIFFERS,
    /** It was removed in a bucket with versions, which may still have it. */
    DELETE_MARKER,
    /** Its bytes cannot be had before it is restored from an archive. */
    ARCHIVED
}
