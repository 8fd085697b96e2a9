package io.nfs2s3.lifecycle.recover;

/** What the newest object of a path that says that it is this site's is, beside the row. */
enum Stored {
    /** Of a later upload than the row knows, or of a path without a row. */
    NEWER,
    /** Of the upload that the row is of; where the row leads to S3, with the bytes that it says. */
    SAME,
    /** Of the upload that the row is of, which leads to S3 and says other bytes. */
    OTHER_BYTES,
    /** The object that the row leads to is not there, or has other bytes and is not this site's; there is none of a later upload. */
    GONE
}
