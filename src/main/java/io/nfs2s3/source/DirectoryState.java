package io.nfs2s3.source;

/** What a directory is that originals were in. */
public enum DirectoryState {
    /** It has no entry, and has been so for long enough. */
    EMPTY,
    /** It has no entry, and changed a short while ago: somebody may be about to write into it. */
    YOUNG,
    /** It has entries. */
    IN_USE,
    /** It is not there. */
    GONE
}
