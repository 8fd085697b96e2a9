package io.nfs2s3.queue;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/** How fast messages may be moved. */
@FunctionalInterface
public interface Pace {
    /** The highest rate: above it the limiter is not exact any more. */
    int MAX_PER_SECOND = 10_000;

    /** Waits until one more message may be moved. */
    void awaitTurn();

    /**
     * So many a second, evenly.
     *
     * @param messages 1 to {@value #MAX_PER_SECOND}
     */
    static Pace perSecond(int messages) {
        if (messages < 1 || messages > MAX_PER_SECOND) {
            throw new IllegalArgumentException("a rate is 1 to " + MAX_PER_SECOND + " messages/s, not " + messages);
        }
        RateLimiter limiter = RateLimiter.of("redrive", config(messages));
        return () -> RateLimiter.waitForPermission(limiter);
    }

    /** One by one: a second's worth at a time would be a burst. */
    static RateLimiterConfig config(int messages) {
        return RateLimiterConfig.custom()
                .limitForPeriod(1)
                .limitRefreshPeriod(Duration.ofSeconds(1).dividedBy(messages))
                .timeoutDuration(Duration.ofSeconds(2))
                .build();
    }
}
