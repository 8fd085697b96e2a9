package io.nfs2s3.lifecycle.verify;

/** The original of a file. */
enum OnNfs {
    ABSENT,
    /** As the row says: size and modification time, or else the bytes. Where the row says nothing, it is there. */
    SAME,
    DIFFERS,
    /** It is there, or may be, and cannot be read. */
    UNREADABLE
}
