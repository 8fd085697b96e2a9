package io.nfs2s3.lifecycle.recover;

/** What the original of a path is, beside the newest object; where that is gone, beside what the row says of it. */
enum OnNfs {
    /** It has the same bytes: it was read. */
    SAME,
    /** It has other bytes, and was modified later than what was copied: it was uploaded again since. */
    LATER,
    /** It has other bytes, and was not modified later. */
    OTHER,
    /** It is not there, and the mount is. */
    ABSENT,
    /** It cannot be read, or changes. */
    UNREADABLE
}
