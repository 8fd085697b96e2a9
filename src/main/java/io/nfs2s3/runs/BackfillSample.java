package io.nfs2s3.runs;

/**
 * A name to look at.
 *
 * @param name printable
 * @param reason in words for an operator
 */
public record BackfillSample(Category category, String name, String reason) {
    /** How many of each category are kept. */
    public static final int KEPT = 20;

    /** What is the matter with it. */
    public enum Category {
        /** On NFS, left out on purpose. */
        SKIPPED,
        /** On NFS, cannot be migrated. */
        BAD,
        /** In {@code media}, not found on NFS. */
        MISSING
    }
}
