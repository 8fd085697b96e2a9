package io.nfs2s3.lifecycle.verify;

/** The original of a file. */
enum OnNfs {
    ABSENT,
    /** As the row says: size and modification time, or else the bytes. Where readers get it and the row says nothing, there. */
    SAME,
    DIFFERS,
    /** It is there, or may be, and cannot be read, or the row has nothing that its bytes could be compared with. */
    UNREADABLE
}
