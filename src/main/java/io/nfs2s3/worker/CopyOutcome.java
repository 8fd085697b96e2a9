package io.nfs2s3.worker;

import io.nfs2s3.media.StoredCopy;

/** How copying one file ended, if it did not fail. */
sealed interface CopyOutcome {
    /** The copy is in S3, and proved. */
    record Copied(StoredCopy copy) implements CopyOutcome {}

    /** Other bytes of the same generation are under its key: the file changed since an earlier attempt. */
    record KeyTaken() implements CopyOutcome {}
}
