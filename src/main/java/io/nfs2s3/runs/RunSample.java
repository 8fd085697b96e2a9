package io.nfs2s3.runs;

/**
 * A name to look at.
 *
 * @param name printable
 * @param reason in words for an operator
 */
public record RunSample(Category category, String name, String reason) {
    /** How many of each category are kept. */
    public static final int KEPT = 20;

    /** What is the matter with it. */
    public enum Category {
        /** Left out on purpose. */
        SKIPPED,
        /** Could not be dealt with. */
        FAILED,
        /** Recorded, but not found. */
        MISSING
    }
}
