package io.nfs2s3.lifecycle.verify;

/** Where the row of a file sends its readers. */
enum Pointer {
    NFS,
    S3,
    /** No row names the object. Readers of a path without a row get the original. */
    NONE
}
