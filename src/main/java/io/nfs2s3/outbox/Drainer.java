package io.nfs2s3.outbox;

/**
 * A drainer that is at work.
 *
 * @param owner its process: host, process id, and a number of its own, separated by slashes
 * @param seconds since it began
 */
public record Drainer(String owner, long seconds) {
    private static final long LONG_SECONDS = 60;

    /** Whether others should say that they wait for it. */
    boolean takesLong() {
        return seconds > LONG_SECONDS;
    }

    @Override
    public String toString() {
        return "another drainer has been at work for " + seconds + " s: " + owner;
    }
}
