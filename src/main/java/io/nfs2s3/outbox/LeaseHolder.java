package io.nfs2s3.outbox;

/**
 * The drainer that has the lease, and so is at work.
 *
 * @param owner its process: host, process id, and a number of its own, separated by slashes
 * @param seconds since it began
 */
public record LeaseHolder(String owner, long seconds) {
    @Override
    public String toString() {
        return "another drainer has been at work for " + seconds + " s: " + owner;
    }
}
