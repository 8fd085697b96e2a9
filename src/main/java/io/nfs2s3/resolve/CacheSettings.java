package io.nfs2s3.resolve;

import io.nfs2s3.media.Problems;
import io.nfs2s3.media.SettingRange;
import java.time.Duration;

/**
 * What a resolver remembers.
 *
 * @param fresh how long a location is given without asking again; in the background it is asked for after half of it; 0 to
 *     1 d
 * @param unregistered the same for a path that nobody registered; not longer than {@code fresh} whatever it is; 0 to 1 d
 * @param stale how long after that it may still be given while the database is down, 0 to 365 d
 * @param size how many locations are remembered, 0 to 100,000,000; one with a long name counts as several
 */
public record CacheSettings(Duration fresh, Duration unregistered, Duration stale, int size) {
    public static final SettingRange<Duration> FRESH =
            new SettingRange<>("resolve.cache", Duration.ZERO, Duration.ofDays(1));
    public static final SettingRange<Duration> UNREGISTERED =
            new SettingRange<>("resolve.cacheUnregistered", Duration.ZERO, Duration.ofDays(1));
    public static final SettingRange<Duration> STALE =
            new SettingRange<>("resolve.staleFor", Duration.ZERO, Duration.ofDays(365));
    public static final SettingRange<Integer> SIZE = new SettingRange<>("resolve.cacheSize", 0, 100_000_000);

    /** @throws IllegalArgumentException with one line for each value that is out of its range */
    public CacheSettings {
        check(fresh, unregistered, stale, size);
        if (unregistered.compareTo(fresh) > 0) {
            unregistered = fresh;
        }
    }

    private static void check(Duration fresh, Duration unregistered, Duration stale, int size) {
        new Problems()
                .addFrom(() -> FRESH.require(fresh))
                .addFrom(() -> UNREGISTERED.require(unregistered))
                .addFrom(() -> STALE.require(stale))
                .addFrom(() -> SIZE.require(size))
                .throwIfAny();
    }
}
