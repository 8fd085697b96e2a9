package io.nfs2s3.backfill;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Deals out turns at a rate that may change at any time. For one thread. */
final class ScanPace {
    /** How soon a change is noticed by a thread that waits. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /** Above so many a second turns are dealt out a few at a time. */
    private static final int EXACT = 100;

    private int rate;
    private @Nullable RateLimiter limiter;

    /**
     * Waits for a turn, for a fifth of a second at the most.
     *
     * @param perSecond 0 for no limit
     * @return whether it came
     */
    boolean awaitTurn(int perSecond) {
        if (perSecond != rate) {
            rate = perSecond;
            limiter = perSecond == 0 ? null : limiter(perSecond);
        }
        return limiter == null || limiter.acquirePermission();
    }

    private static RateLimiter limiter(int perSecond) {
        int atOnce = Math.max(1, perSecond / EXACT);
        return RateLimiter.of(
                "scan",
                RateLimiterConfig.custom()
                        .limitForPeriod(atOnce)
                        .limitRefreshPeriod(
                                Duration.ofSeconds(1).multipliedBy(atOnce).dividedBy(perSecond))
                        .timeoutDuration(PATIENCE)
                        .build());
    }
}
