package io.nfs2s3.origin;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.nfs2s3.media.ErrorText;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks S3, and leaves it alone for a while when it fails, so that a dead one does not cost every request its time limit.
 * Thread-safe.
 */
final class S3Gate {
    /** S3 was not asked, or gave no answer. */
    static final class NoAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoAnswerException(String message) {
            super(message, null, false, false);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(S3Gate.class);
    private static final int CALLS = 20;
    private static final int FEWEST_CALLS = 4;
    private static final int FAILED_PERCENT = 50;
    private final CircuitBreaker breaker;
    private final AtomicBoolean leftAlone = new AtomicBoolean();

    S3Gate(Duration retryAfter) {
        this.breaker = CircuitBreaker.of(
                "S3",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(CALLS)
                        .minimumNumberOfCalls(FEWEST_CALLS)
                        .failureRateThreshold(FAILED_PERCENT)
                        .permittedNumberOfCallsInHalfOpenState(2)
                        .waitDurationInOpenState(retryAfter)
                        .writableStackTraceEnabled(false)
                        .build());
    }

    CircuitBreaker.State state() {
        return breaker.getState();
    }

    /** @return fails with {@link NoAnswerException} only */
    <T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> question) {
        if (!breaker.tryAcquirePermission()) {
            return CompletableFuture.failedFuture(new NoAnswerException("S3 is left alone after failures"));
        }
        long start = System.nanoTime();
        CompletableFuture<T> asked;
        try {
            asked = question.get();
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        return asked.handle((answer, error) -> {
            long took = System.nanoTime() - start;
            if (error == null) {
                breaker.onSuccess(took, TimeUnit.NANOSECONDS);
                tell("it answers");
                return answer;
            }
            String reason = ErrorText.ofRoot(error);
            breaker.onError(took, TimeUnit.NANOSECONDS, error);
            log.debug("s3 gave no answer reason=\"{}\"", reason);
            tell(reason);
            throw new NoAnswerException(reason);
        });
    }

    /** Says once that S3 is left alone, and once that it is asked again. */
    private void tell(String reason) {
        boolean closed = breaker.getState() == CircuitBreaker.State.CLOSED;
        if (leftAlone.compareAndSet(closed, !closed)) {
            log.warn("s3 {} reason=\"{}\"", closed ? "is asked again" : "is left alone", reason);
        }
    }
}
