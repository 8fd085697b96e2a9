package io.nfs2s3.resolve;

import java.time.Duration;

/**
 * What a resolver remembers.
 *
 * @param fresh how long a location is given without asking again; in the background it is asked for after half of it
 * @param unregistered the same for a path that nobody registered; not longer than {@code fresh} whatever it is
 * @param stale how long after that it may still be given while the database is down
 * @param size how many locations are remembered; one with a long name counts as several
 */
public record CacheSettings(Duration fresh, Duration unregistered, Duration stale, long size) {
    public CacheSettings {
        if (unregistered.compareTo(fresh) > 0) {
            unregistered = fresh;
        }
    }
}
