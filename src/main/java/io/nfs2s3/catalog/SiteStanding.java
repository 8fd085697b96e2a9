package io.nfs2s3.catalog;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The site's id, and whether it is suspended, as the database said within the last few seconds. While the database is down
 * or slow, what it said last: one thread asks it, and the others do not wait for that one. Thread-safe.
 */
public final class SiteStanding {
    private record Seen(SiteRecord site, long atNanos) {}

    private record Failed(JdbiException error, long atNanos) {}

    private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(3);
    private final SiteTable table;
    private final LongSupplier nanos;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Seen last;
    private volatile @Nullable Failed failed;

    /** @param nanos a clock that never goes back, in nanoseconds */
    public SiteStanding(SiteTable table, LongSupplier nanos) {
        this.table = table;
        this.nanos = nanos;
    }

    /**
     * The site's id.
     *
     * @throws JdbiException when the database is down and never said it
     */
    public String id() {
        Seen known = last;
        return known == null ? read().id() : known.site().id();
    }

    /** Why nothing may be sent, copied or removed; empty when everything may, or the database never said anything. */
    public Optional<String> suspendedBecause() {
        try {
            return read().suspendedBecause();
        } catch (JdbiException e) {
            return Optional.empty();
        }
    }

    /** Takes what was just read. */
    public void learn(SiteRecord site) {
        last = new Seen(site, nanos.getAsLong());
    }

    /** Each who asks waits for the database, but not again in the next seconds. */
    private SiteRecord first() {
        Failed before = failed;
        if (before != null && nanos.getAsLong() - before.atNanos() <= MEMORY_NANOS) {
            throw before.error();
        }
        try {
            SiteRecord site = table.read();
            learn(site);
            return site;
        } catch (JdbiException e) {
            failed = new Failed(e, nanos.getAsLong());
            throw e;
        }
    }

    private SiteRecord read() {
        Seen known = last;
        if (known == null) {
            return first();
        }
        if (nanos.getAsLong() - known.atNanos() <= MEMORY_NANOS || !asking.tryLock()) {
            return known.site();
        }
        SiteRecord site = known.site();
        try {
            site = table.read();
        } catch (JdbiException e) {
            // what it said last; it is asked again in a few seconds
        } finally {
            learn(site);
            asking.unlock();
        }
        return site;
    }
}
