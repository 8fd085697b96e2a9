package io.nfs2s3.lifecycle;

/**
 * What the NFS original of a file is, beside the evidence of its copy.
 *
 * @param detail in words for an operator; empty for {@link Finding#SAME}
 */
public record Original(Finding finding, String detail) {
    /** The result of the look. */
    public enum Finding {
        /** It is there, and has the bytes that were copied. */
        SAME,
        /** It is not there, and the mount is. */
        MISSING,
        /** It has other bytes. */
        DIFFERS,
        /** It cannot be read, or not to its end. */
        UNREADABLE,
        /** It changed during the look. */
        CHANGING,
        /** The evidence has nothing that bytes could be compared with. */
        NO_EVIDENCE
    }

    static final Original PROVED = new Original(Finding.SAME, "");

    public boolean isSame() {
        return finding == Finding.SAME;
    }
}
