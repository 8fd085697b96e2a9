package io.nfs2s3.worker;

import io.nfs2s3.resilience.RateLimiter;

/** For tests of something else: nothing waits for its turn. */
final class Paces {
    private Paces() {}

    static RateLimiter unlimited() {
        return RateLimiter.of(() -> 0);
    }

    static ReadPace unlimitedReading() {
        return new ReadPace(0, unlimited());
    }
}
