package io.nfs2s3.cli;

/** What every {@code --limit} must be. */
final class Limit {
    private Limit() {}

    /** @throws IllegalArgumentException when nothing can be meant */
    static void require(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("--limit " + limit + ": give 1 or more");
        }
    }
}
