package io.nfs2s3.resolve;

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
    private static final Logger log = LoggerFactory.getLogger(LocationQueries.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private final Source source;
    private final ResolverCounters counters;
    private final AtomicBoolean down = new AtomicBoolean();
    private final Breaker breaker =
            Breaker.atFirstOutage("the database", RETRY_AFTER, LocationQueries::classOf, ErrorText::ofRoot);

    LocationQueries(Source source, ResolverCounters counters) {
        this.source = source;
        this.counters = counters;
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
            if (down.compareAndSet(true, false)) {
                log.info("locations are looked up again");
            }
            return found;
        } catch (UnavailableException e) {
            if (e.wasAsked()) {
                counters.failures.increment();
                if (down.compareAndSet(false, true)) {
                    log.warn("locations cannot be looked up reason=\"{}\"", e.getMessage());
                }
            }
            throw e;
        }
    }
}
