package io.nfs2s3.resolve;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.nfs2s3.database.DatabaseErrors;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database, and leaves it alone for a second after an outage, so that not every page waits for its timeout.
 * Thread-safe.
 */
final class DatabaseGate {
    /** The database was not asked, or gave no answer. */
    static final class NoAnswerException extends Exception {
        private static final long serialVersionUID = 1L;

        NoAnswerException(String message, Throwable cause) {
            super(message, cause, false, false);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(DatabaseGate.class);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(1);
    private final ResolverCounters counters;
    private final AtomicBoolean down = new AtomicBoolean();
    private final CircuitBreaker breaker = CircuitBreaker.of(
            "nfs2s3-resolve",
            CircuitBreakerConfig.custom()
                    .slidingWindowSize(1)
                    .minimumNumberOfCalls(1)
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .waitDurationInOpenState(LEFT_ALONE)
                    .writableStackTraceEnabled(false)
                    .build());
    private volatile JdbiException last = new JdbiException("the database was not asked yet") {
        private static final long serialVersionUID = 1L;
    };

    DatabaseGate(ResolverCounters counters) {
        this.counters = counters;
    }

    /** @throws NoAnswerException when it failed, or failed less than a second ago */
    <T> T ask(Supplier<T> question) throws NoAnswerException {
        if (!breaker.tryAcquirePermission()) {
            throw noAnswer(last);
        }
        long start = System.nanoTime();
        boolean told = false;
        try {
            T answer = question.get();
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            told = true;
            counters.queries.increment();
            if (down.compareAndSet(true, false)) {
                log.info("locations are looked up again");
            }
            return answer;
        } catch (JdbiException e) {
            last = e;
            counters.failures.increment();
            // Another error than an outage may be the fault of one question: the next one is asked.
            if (DatabaseErrors.isOutage(e)) {
                breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
                told = true;
            }
            if (down.compareAndSet(false, true)) {
                log.warn("locations cannot be looked up reason=\"{}\"", e.getMessage());
            }
            throw noAnswer(e);
        } finally {
            if (!told) {
                breaker.releasePermission();
            }
        }
    }

    private static NoAnswerException noAnswer(JdbiException cause) {
        return new NoAnswerException(String.valueOf(cause.getMessage()), cause);
    }
}
