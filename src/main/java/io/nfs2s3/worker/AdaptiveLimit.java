package io.nfs2s3.worker;

import com.netflix.concurrency.limits.limit.AIMDLimit;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many files may be in flight where the settings say how many at most, by what the store says: a tenth fewer for each 503 and each PUT that took too long,
 * one more for each PUT that did not, while half of the permits are out. Large PUTs count as quick: with a backlog of
 * large files a limit of one would stay one. Additive increase, multiplicative decrease (Chiu and Jain, 1989), by
 * Netflix's concurrency-limits; its windowed form is not for us, for it passes over windows of fewer than ten samples.
 * Thread-safe.
 */
final class AdaptiveLimit implements FlightLimit {
    private static final Logger log = LoggerFactory.getLogger(AdaptiveLimit.class);
    private final ConcurrencyLimiter limiter;
    private final AIMDLimit limit;
    private final int most;
    private final StoreOverload overload;

    /**
     * @param most files in flight, which it begins with
     * @param slow a PUT that takes longer says that the store is overloaded
     */
    AdaptiveLimit(ConcurrencyLimiter limiter, int most, Duration slow) {
        this.limiter = limiter;
        this.most = most;
        this.overload = new StoreOverload(log, most);
        this.limit = AIMDLimit.newBuilder()
                .initialLimit(most)
                .minLimit(1)
                .maxLimit(most)
                .timeout(slow.toNanos(), TimeUnit.NANOSECONDS)
                .build();
        limit.notifyOnChange(this::changed);
    }

    private synchronized void changed(int now) {
        limiter.limit(now);
        if (now < most) {
            overload.begins(now);
        } else {
            overload.ends(now);
        }
    }

    @Override
    public void put(Duration after) {
        limit.onSample(System.nanoTime(), after.toNanos(), limiter.inFlight(), false);
    }

    @Override
    public void slowDown(Duration after) {
        limit.onSample(System.nanoTime(), after.toNanos(), limiter.inFlight(), true);
    }

    @Override
    public int now() {
        return limit.getLimit();
    }
}
