package io.nfs2s3.catalog;

import io.nfs2s3.catalog.SiteRecord.Suspension;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The site's id, and whether it is suspended, as the database said within the last few seconds. While the database is down,
 * what it said last. Thread-safe.
 */
public final class SiteStanding {
    private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(3);
    private final SiteTable table;
    private final LongSupplier nanos;
    private @Nullable SiteRecord last;
    private long readAt;

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
        SiteRecord known;
        synchronized (this) {
            known = last;
        }
        return known == null ? read().id() : known.id();
    }

    /** Why nothing may be sent, copied or removed; empty when everything may, or nobody knows otherwise. */
    public Optional<String> suspendedBecause() {
        try {
            Suspension suspension = read().suspension();
            return suspension == null ? Optional.empty() : Optional.of(suspension.reason());
        } catch (JdbiException e) {
            return Optional.empty();
        }
    }

    /** Has the database asked anew. */
    public synchronized void forget() {
        last = null;
    }

    private synchronized SiteRecord read() {
        SiteRecord known = last;
        if (known == null || nanos.getAsLong() - readAt > MEMORY_NANOS) {
            try {
                known = table.read();
                last = known;
            } catch (JdbiException e) {
                if (known == null) {
                    throw e;
                }
            }
            readAt = nanos.getAsLong();
        }
        return known;
    }
}
