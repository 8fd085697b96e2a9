package io.nfs2s3.storage;

import org.jspecify.annotations.Nullable;

/** How a PUT ended, if it did not fail. */
public sealed interface PutOutcome {
    /** The object is in S3 with the right size and checksum, by the store's own word. */
    record Proved(@Nullable String etag, @Nullable String versionId) implements PutOutcome {}

    /**
     * The key was taken before, by an object with other bytes; it was left alone.
     *
     * @param by one line: what is there, and what was to be
     * @param fileChanged whether it says of itself that it is a copy of this upload, of another modification time
     */
    record Taken(String by, boolean fileChanged) implements PutOutcome {}
}
