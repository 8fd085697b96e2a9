package io.nfs2s3.cli;

/**
 * How a verify tells what it finds, and how fast it goes.
 *
 * @param limit shows so many differences
 * @param rate files a second; 0 for no limit
 */
record VerifyShown(boolean json, int limit, int rate) {
    /** As many as a terminal takes. */
    static final int LIMIT = 20;
}
