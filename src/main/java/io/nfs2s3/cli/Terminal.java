package io.nfs2s3.cli;

/** Whether a person looks on. The start script tells: Java's own answer changed its meaning in JDK 22. */
final class Terminal {
    private Terminal() {}

    static boolean isThere() {
        return Boolean.getBoolean("nfs2s3.terminal");
    }

    /** Whether standard output goes there too, and not into a file or another program. */
    static boolean hasOutput() {
        return Boolean.getBoolean("nfs2s3.terminal.out");
    }
}
