package io.nfs2s3.upload;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * SQS or the database as the hook sees it: called for a limited time, behind a circuit breaker that opens at the first
 * failure. A call that was given up may still take effect, which is harmless. Thread-safe.
 *
 * <p>A cold start is no outage: until the first answer, and for ten seconds at most, the breaker stays closed when no
 * answer comes in time, for the process may still be loading classes and opening connections. A refused connection opens
 * it at once.
 */
final class Dependency implements AutoCloseable {
    private static final Duration COLD_START = Duration.ofSeconds(10);
    private final String name;
    private final Predicate<RuntimeException> failure;
    private final Predicate<RuntimeException> outage;
    private final Function<RuntimeException, String> text;
    private final CircuitBreaker breaker;
    private final TimeLimit time;
    private final Duration retryAfter;
    private final long coldUntil = System.nanoTime() + COLD_START.toNanos();
    private volatile boolean answered;
    private volatile long leftAloneUntil;

    /**
     * @param name for messages: {@code SQS}, {@code the database}
     * @param failure which errors mean that it did not do what it was asked for; others are the caller's fault
     * @param outage which of those open the breaker
     * @param text what an error says, in one line
     * @param retryAfter how long it is left alone after it failed
     * @param time how its calls are kept to their time
     */
    Dependency(
            String name,
            Predicate<RuntimeException> failure,
            Predicate<RuntimeException> outage,
            Function<RuntimeException, String> text,
            Duration retryAfter,
            TimeLimit time) {
        this.name = name;
        this.failure = failure;
        this.outage = outage;
        this.text = text;
        this.retryAfter = retryAfter;
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(1)
                        .minimumNumberOfCalls(1)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitDurationInOpenState(retryAfter)
                        .writableStackTraceEnabled(false)
                        .build());
        this.time = time;
    }

    BreakerState state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> BreakerState.OPEN;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
        };
    }

    /** Whether the breaker is open and not due for a probe: a call would not be made. */
    boolean isLeftAlone() {
        return breaker.getState() == CircuitBreaker.State.OPEN && System.nanoTime() - leftAloneUntil < 0;
    }

    /** What callers are told that find the breaker open. */
    UnavailableException leftAlone() {
        return new UnavailableException(name + " is left alone after a failure");
    }

    /** Calls it, unless the breaker is open. */
    <T> T call(Duration limit, Callable<T> work) throws UnavailableException {
        if (!breaker.tryAcquirePermission()) {
            throw leftAlone();
        }
        return permitted(limit, work);
    }

    /** Calls it even though the breaker is open, for an upload that has no other way left. */
    <T> T insist(Duration limit, Callable<T> work) throws UnavailableException {
        boolean probe = breaker.tryAcquirePermission();
        T result = permitted(limit, work);
        if (!probe) {
            breaker.transitionToClosedState();
        }
        return result;
    }

    /** Leaves it alone for a while: it answered, but did not do what it was asked for. */
    void distrust(String reason) {
        leaveAlone(0, new IllegalStateException(reason));
    }

    private <T> T permitted(Duration limit, Callable<T> work) throws UnavailableException {
        long start = System.nanoTime();
        try {
            T result = time.call(limit, work);
            onAnswer(start);
            return result;
        } catch (TimeoutException e) {
            throw failed(start, limit, name + " did not answer within " + limit.toMillis() + " ms", e);
        } catch (RejectedExecutionException e) {
            breaker.releasePermission();
            throw new UnavailableException("too many calls to " + name + " are under way", e);
        } catch (ExecutionException e) {
            throw classed(start, limit, e.getCause() == null ? e : e.getCause());
        }
    }

    private void onAnswer(long start) {
        answered = true;
        breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    private void leaveAlone(long nanos, Throwable error) {
        leftAloneUntil = System.nanoTime() + retryAfter.toNanos();
        breaker.onError(nanos, TimeUnit.NANOSECONDS, error);
    }

    private UnavailableException failed(long start, Duration limit, String message, Throwable error) {
        long nanos = System.nanoTime() - start;
        if (isCold() && nanos >= limit.toNanos() / 2 && !wasRefused(error)) {
            breaker.releasePermission();
        } else {
            leaveAlone(nanos, error);
        }
        return new UnavailableException(message, error);
    }

    private boolean isCold() {
        return !answered && System.nanoTime() - coldUntil < 0;
    }

    private static boolean wasRefused(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    private UnavailableException classed(long start, Duration limit, Throwable error) {
        if (error instanceof RuntimeException own && failure.test(own)) {
            if (outage.test(own)) {
                return failed(start, limit, text.apply(own), own);
            }
            onAnswer(start);
            return new UnavailableException(text.apply(own), own);
        }
        breaker.releasePermission();
        if (error instanceof Error fatal) {
            throw fatal;
        }
        throw error instanceof RuntimeException own ? own : new IllegalStateException(error);
    }

    @Override
    public void close() {
        time.close();
    }
}
