package io.nfs2s3.resolve;

import com.github.benmanes.caffeine.cache.Ticker;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.resilience.Breaker;
import io.nfs2s3.resilience.BreakerState;
import io.nfs2s3.resilience.ErrorClass;
import io.nfs2s3.resilience.UnavailableException;
import io.nfs2s3.resolve.SingleFlightLoader.Source;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database, and leaves it alone for a second after an outage, so that not every page waits for its timeout.
 * Another error may be the fault of one question: the next one is asked. Thread-safe.
 */
final class LocationQueries {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /**
     * Without a refusal for so long, none is expected any more. Longer than a location is remembered by default: what is refused
     * may be asked for once in that time, and be answered in between only with others.
     */
    static final Duration QUIET = Duration.ofMinutes(10);

    private final Source source;
    private final ResolverCounters counters;
    private final Ticker ticker;
    private final Logger log;
    private final AtomicBoolean down = new AtomicBoolean();
    private final AtomicBoolean refused = new AtomicBoolean();
    private volatile long refusedAt;
    private final Breaker breaker =
            Breaker.atFirstOutage("the database", RETRY_AFTER, LocationQueries::classOf, ErrorText::ofRoot);

    LocationQueries(Source source, ResolverCounters counters, Ticker ticker) {
        this(source, counters, ticker, LoggerFactory.getLogger(LocationQueries.class));
    }

    /** @param log is told once when questions begin to fail, and once when they do not any more */
    LocationQueries(Source source, ResolverCounters counters, Ticker ticker, Logger log) {
        this.source = source;
        this.counters = counters;
        this.ticker = ticker;
        this.log = log;
    }

    /** A row that this build does not understand, of a newer one say, is no reason to fail a page either. */
    private static ErrorClass classOf(Throwable error) {
        if (!(error instanceof RuntimeException)) {
            return ErrorClass.UNRELATED;
        }
        return DatabaseErrors.isOutage(error) ? ErrorClass.OUTAGE : ErrorClass.REFUSAL;
    }

    /** Whether the last query met an outage: the next one may have to wait for its timeout. */
    boolean isOutage() {
        return breaker.state() != BreakerState.CLOSED;
    }

    /** @throws UnavailableException when it failed, or failed less than a second ago */
    Map<MediaPath, CachedLocation> find(Set<MediaPath> paths) throws UnavailableException {
        try {
            Map<MediaPath, CachedLocation> found = breaker.call(() -> source.find(paths));
            counters.queries.increment();
            sayAnswered();
            return found;
        } catch (UnavailableException e) {
            if (e.wasAsked()) {
                counters.failures.increment();
                sayFailed(paths, e);
            }
            throw e;
        }
    }

    private void sayAnswered() {
        if (down.compareAndSet(true, false)) {
            log.info("locations are looked up again");
        }
        if (refused.get() && ticker.read() - refusedAt >= QUIET.toNanos() && refused.compareAndSet(true, false)) {
            log.info("all locations are looked up again");
        }
    }

    /** The questions that are answered between two that one row spoils are no end of that. */
    private void sayFailed(Set<MediaPath> paths, UnavailableException error) {
        if (DatabaseErrors.isOutage(error)) {
            if (down.compareAndSet(false, true)) {
                log.warn("locations cannot be looked up reason=\"{}\"", error.getMessage());
            }
            return;
        }
        refusedAt = ticker.read();
        if (refused.compareAndSet(false, true)) {
            log.warn("some locations cannot be looked up paths={} reason=\"{}\"", paths.size(), error.getMessage());
        }
    }
}
