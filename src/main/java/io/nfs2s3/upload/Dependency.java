package io.nfs2s3.upload;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.nfs2s3.media.ErrorText;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * SQS or the database as the hook sees it: called by a few threads of its own, for a limited time, behind a circuit
 * breaker that opens at the first failure.
 *
 * <p>The threads are what makes the time a promise: a look-up of a host name, a refresh of credentials or a handshake
 * knows no timeout that covers it all. A caller gives up at its limit; the call itself ends by the timeouts of its
 * client, and may still take effect, which is harmless. Thread-safe.
 */
final class Dependency implements AutoCloseable {
    private static final int WAITING = 1_000;
    private final String name;
    private final Predicate<RuntimeException> failure;
    private final Predicate<RuntimeException> outage;
    private final CircuitBreaker breaker;
    private final ThreadPoolExecutor threads;
    private final Duration retryAfter;
    private volatile long leftAloneUntil;

    /**
     * @param name for messages: {@code SQS}, {@code the database}
     * @param failure which errors mean that it did not do what it was asked for; others are the caller's fault
     * @param outage which of those open the breaker
     * @param retryAfter how long it is left alone after it failed
     */
    Dependency(
            String name,
            Predicate<RuntimeException> failure,
            Predicate<RuntimeException> outage,
            Duration retryAfter,
            int threads) {
        this.name = name;
        this.failure = failure;
        this.outage = outage;
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
        this.threads = new ThreadPoolExecutor(
                threads, threads, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(WAITING), threadsOf(name));
        this.threads.allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory threadsOf(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "nfs2s3-upload " + name + " " + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
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
            T result = await(threads.submit(work), limit);
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return result;
        } catch (TimeoutException | RejectedExecutionException e) {
            throw failed(start, name + " did not answer within " + limit.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw classed(start, e.getCause() == null ? e : e.getCause());
        }
    }

    private void leaveAlone(long nanos, Throwable error) {
        leftAloneUntil = System.nanoTime() + retryAfter.toNanos();
        breaker.onError(nanos, TimeUnit.NANOSECONDS, error);
    }

    private UnavailableException failed(long start, String message, Throwable error) {
        leaveAlone(System.nanoTime() - start, error);
        return new UnavailableException(message, error);
    }

    private UnavailableException classed(long start, Throwable error) {
        if (error instanceof RuntimeException own && failure.test(own)) {
            if (outage.test(own)) {
                return failed(start, ErrorText.of(own), own);
            }
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return new UnavailableException(ErrorText.of(own), own);
        }
        breaker.releasePermission();
        if (error instanceof Error fatal) {
            throw fatal;
        }
        throw error instanceof RuntimeException own ? own : new IllegalStateException(error);
    }

    /** An interrupted request still has its upload enqueued: the wait is short anyway. */
    private static <T> T await(Future<T> call, Duration limit) throws ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return call.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            call.cancel(false); // one that has not begun shall not begin
            throw e;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
