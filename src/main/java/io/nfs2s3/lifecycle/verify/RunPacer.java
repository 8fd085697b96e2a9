package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.runs.PagedRun;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Paces a verify that is a run: it rests while verifies are paused, keeps to a rate, and waits out outages. */
final class RunPacer implements Gate {
    private final PagedRun paged;
    private final Supplier<String> closedBecause;
    private final IntSupplier rate;
    private final RateLimiter limiter;

    /**
     * @param closedBecause why the run must wait; empty when it need not
     * @param rate files a second, asked again and again; 0 for no limit
     */
    RunPacer(PagedRun paged, Supplier<String> closedBecause, IntSupplier rate) {
        this.paged = paged;
        this.closedBecause = closedBecause;
        this.rate = rate;
        this.limiter = RateLimiter.of(rate);
    }

    @Override
    public void check() {
        paged.check();
    }

    @Override
    public void rest() {
        paged.check();
        if (!closedBecause.get().isEmpty()) {
            paged.awaitNone(closedBecause);
        }
    }

    @Override
    public void turn() {
        rest();
        if (rate.getAsInt() > 0) {
            await();
        }
    }

    private synchronized void await() {
        while (!limiter.tryAcquire()) {
            rest();
        }
    }

    @Override
    public <T> T patiently(Supplier<T> call) {
        return paged.patiently(call);
    }

    @Override
    public void failed(Throwable error) {
        paged.fail(error);
    }
}
