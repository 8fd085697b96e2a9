package io.nfs2s3.worker;

import io.nfs2s3.media.StoredCopy;

/** How copying one file ended, if it did not fail. */
sealed interface CopyOutcome {
    /** The copy is in S3, and proved. */
    record Copied(StoredCopy copy) implements CopyOutcome {}

    /**
     * Other bytes are under its key.
     *
     * @param by one line: what is there, and what was to be
     * @param fileChanged whether they are of an earlier attempt, and the file has changed since
     */
    record KeyTaken(String by, boolean fileChanged) implements CopyOutcome {}
}
