package io.nfs2s3.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker: leaves a dependency alone for a while after it failed, so that not every call waits for it. Thread-safe.
 *
 * <p>Knows what a {@link TimeLimiter} throws: a call that was given up is an outage, and one that was rejected was not
 * made.
 */
public final class Breaker {
    private static final Duration COLD_START = Duration.ofSeconds(10);

    /** A failure that took longer may be the fault of a process that is only starting. */
    private static final Duration SLOW = Duration.ofMillis(100);

    private static final int CALLS = 20;
    private static final int FEWEST_CALLS = 4;
    private static final int FAILED_PERCENT = 50;
    private final String name;
    private final Function<Throwable, ErrorClass> classOf;
    private final Function<Throwable, String> text;
    private final Duration retryAfter;
    private final LongSupplier nanos;
    private final CircuitBreaker breaker;
    private final long coldUntil;
    private volatile boolean answered;
    private volatile long openUntil;
    private volatile @Nullable Throwable lastOutage;

    private Breaker(
            String name,
            Duration retryAfter,
            Function<Throwable, ErrorClass> classOf,
            Function<Throwable, String> text,
            Duration coldStart,
            LongSupplier nanos,
            CircuitBreakerConfig.Builder opening) {
        this.name = name;
        this.retryAfter = retryAfter;
        this.classOf = classOf;
        this.text = text;
        this.nanos = nanos;
        this.coldUntil = nanos.getAsLong() + coldStart.toNanos();
        this.breaker = CircuitBreaker.of(
                name,
                opening.clock(clock(nanos))
                        .waitDurationInOpenState(retryAfter)
                        .writableStackTraceEnabled(false)
                        .build());
    }

    /** One that no step of the host's clock moves: set back by an hour, that would keep the breaker open for as long. */
    private static Clock clock(LongSupplier nanos) {
        long start = nanos.getAsLong();
        InstantSource source = () -> Instant.EPOCH.plusNanos(nanos.getAsLong() - start);
        return source.withZone(ZoneOffset.UTC);
    }

    /**
     * Opens at the first outage.
     *
     * @param name of the dependency, for messages: {@code SQS}, {@code the database}
     * @param retryAfter how long it is left alone
     * @param classOf what an error means
     * @param text what an error says, in one line
     */
    public static Breaker atFirstOutage(
            String name,
            Duration retryAfter,
            Function<Throwable, ErrorClass> classOf,
            Function<Throwable, String> text) {
        return new Breaker(name, retryAfter, classOf, text, Duration.ZERO, System::nanoTime, atOne());
    }

    /**
     * The same, but a cold start is no outage: until the first answer, and for ten seconds at most, it stays closed when
     * no answer comes in time, for the process may still be loading classes and opening connections. A quick failure, or
     * a refused connection, opens it at once.
     */
    public static Breaker afterColdStart(
            String name,
            Duration retryAfter,
            Function<Throwable, ErrorClass> classOf,
            Function<Throwable, String> text) {
        return afterColdStart(name, retryAfter, classOf, text, System::nanoTime);
    }

    /** @param nanos a clock such as {@link System#nanoTime()} */
    static Breaker afterColdStart(
            String name,
            Duration retryAfter,
            Function<Throwable, ErrorClass> classOf,
            Function<Throwable, String> text,
            LongSupplier nanos) {
        return new Breaker(name, retryAfter, classOf, text, COLD_START, nanos, atOne());
    }

    /** Opens when half of the last {@value #CALLS} calls were outages, from the fourth call on. */
    public static Breaker atHalfOfCalls(
            String name,
            Duration retryAfter,
            Function<Throwable, ErrorClass> classOf,
            Function<Throwable, String> text) {
        return new Breaker(
                name,
                retryAfter,
                classOf,
                text,
                Duration.ZERO,
                System::nanoTime,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(CALLS)
                        .minimumNumberOfCalls(FEWEST_CALLS)
                        .failureRateThreshold(FAILED_PERCENT)
                        .permittedNumberOfCallsInHalfOpenState(2));
    }

    private static CircuitBreakerConfig.Builder atOne() {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(1)
                .minimumNumberOfCalls(1)
                .permittedNumberOfCallsInHalfOpenState(1);
    }

    public BreakerState state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> BreakerState.OPEN;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
        };
    }

    /** Whether it is open and not due for a probe: a call would not be made. */
    public boolean isOpen() {
        return breaker.getState() == CircuitBreaker.State.OPEN && nanos.getAsLong() - openUntil < 0;
    }

    /** What callers get that find it open; its cause is the last outage. */
    public UnavailableException leftAlone() {
        return UnavailableException.unasked(name + " is left alone after a failure", lastOutage);
    }

    /**
     * Makes a call, unless the breaker is open.
     *
     * @throws UnavailableException when it is open, or the call failed; an {@link ErrorClass#UNRELATED} error is thrown
     *     as it is
     */
    public <T> T call(Callable<T> work) throws UnavailableException {
        if (!breaker.tryAcquirePermission()) {
            throw leftAlone();
        }
        return permitted(true, work);
    }

    /** Makes a call even though the breaker is open, for a caller that has no other way left. */
    public <T> T insist(Callable<T> work) throws UnavailableException {
        boolean probe = breaker.tryAcquirePermission();
        T result = permitted(probe, work);
        if (!probe) {
            breaker.transitionToClosedState();
        }
        return result;
    }

    /** The same as {@link #call}. @return fails with what {@code call} throws */
    public <T> CompletableFuture<T> callAsync(Supplier<CompletableFuture<T>> work) {
        if (!breaker.tryAcquirePermission()) {
            return CompletableFuture.failedFuture(leftAlone());
        }
        long start = nanos.getAsLong();
        CompletableFuture<T> call;
        try {
            call = work.get();
        } catch (RuntimeException | Error e) { // a permit that is kept would keep it half open for ever
            call = CompletableFuture.failedFuture(e);
        }
        return call.handle((result, error) -> {
            if (error != null) {
                throw new CompletionException(failed(true, start, error));
            }
            succeeded(start);
            return result;
        });
    }

    /** Opens it: the dependency answered, but did not do what it was asked for. */
    public void trip(String reason) {
        open(0, new IllegalStateException(reason));
    }

    private <T> T permitted(boolean permit, Callable<T> work) throws UnavailableException {
        long start = nanos.getAsLong();
        T result;
        try {
            result = work.call();
        } catch (Throwable e) {
            throw failed(permit, start, e);
        }
        succeeded(start);
        return result;
    }

    private void succeeded(long start) {
        answered = true;
        breaker.onSuccess(nanos.getAsLong() - start, TimeUnit.NANOSECONDS);
    }

    private void open(long took, Throwable error) {
        lastOutage = error;
        openUntil = nanos.getAsLong() + retryAfter.toNanos();
        breaker.onError(took, TimeUnit.NANOSECONDS, error);
    }

    /** Counts a failure. @throws RuntimeException the error itself when it is unrelated */
    private UnavailableException failed(boolean permit, long start, Throwable error) {
        if (error instanceof RejectedExecutionException) {
            release(permit);
            return new UnavailableException(text.apply(error), error);
        }
        boolean givenUp = error instanceof TimeoutException;
        switch (givenUp ? ErrorClass.OUTAGE : classOf.apply(error)) {
            case OUTAGE -> outage(permit, nanos.getAsLong() - start, givenUp, error);
            case REFUSAL -> succeeded(start);
            case UNRELATED -> {
                release(permit);
                throw unchecked(error);
            }
        }
        return new UnavailableException(text.apply(error), error);
    }

    private void outage(boolean permit, long took, boolean givenUp, Throwable error) {
        boolean cold = !answered && nanos.getAsLong() - coldUntil < 0;
        if (cold && (givenUp || took >= SLOW.toNanos()) && !wasRefused(error)) {
            release(permit);
        } else {
            open(took, error);
        }
    }

    /** Only what was acquired: in the half-open state a permit too many would let one more probe through. */
    private void release(boolean permit) {
        if (permit) {
            breaker.releasePermission();
        }
    }

    private static boolean wasRefused(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    private static RuntimeException unchecked(Throwable error) {
        if (error instanceof Error fatal) {
            throw fatal;
        }
        return error instanceof RuntimeException own ? own : new IllegalStateException(error);
    }
}
