package io.nfs2s3.resilience;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Deals out turns evenly, at a rate that may change at any time: one by one, and above {@value #EXACT} a second a
 * hundredth of a second's worth at a time. For one thread.
 */
public final class RateLimiter {
    /** How soon a change is noticed by a thread that waits. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private static final int EXACT = 100;
    private final IntSupplier perSecond;
    private int rate;
    private io.github.resilience4j.ratelimiter.@Nullable RateLimiter limiter;

    /** @param perSecond asked for each turn; 0 for no limit */
    public RateLimiter(IntSupplier perSecond) {
        this.perSecond = perSecond;
    }

    /** Waits for a turn, for a fifth of a second at the most. @return whether it came */
    public boolean tryAcquire() {
        int now = perSecond.getAsInt();
        if (now != rate) {
            rate = now;
            limiter = now == 0 ? null : io.github.resilience4j.ratelimiter.RateLimiter.of("nfs2s3", config(now));
        }
        return limiter == null || limiter.acquirePermission();
    }

    /** Waits for a turn. @throws CancellationException when the thread is interrupted */
    public void acquire() {
        while (!tryAcquire()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while waiting for a turn");
            }
        }
    }

    static RateLimiterConfig config(int perSecond) {
        int atOnce = Math.max(1, perSecond / EXACT);
        return RateLimiterConfig.custom()
                .limitForPeriod(atOnce)
                .limitRefreshPeriod(Duration.ofSeconds(1).multipliedBy(atOnce).dividedBy(perSecond))
                .timeoutDuration(PATIENCE)
                .build();
    }
}
