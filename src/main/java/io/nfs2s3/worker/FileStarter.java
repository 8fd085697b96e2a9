package io.nfs2s3.worker;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Starts planned files, as many at a time as there are permits, and hands their outcomes to their messages. */
final class FileStarter {
    private final FileProcessor processor;
    private final Acknowledger acknowledger;
    private final OutageState outage;
    private final BooleanSupplier stopped;
    private final ConcurrencyLimiter limiter;
    private final OutageBackoff backoff;
    private final BooleanSupplier backfillIsOpen;

    FileStarter(
            FileProcessor processor,
            Acknowledger acknowledger,
            OutageState outage,
            BooleanSupplier stopped,
            ConcurrencyLimiter limiter,
            OutageBackoff backoff,
            BooleanSupplier backfillIsOpen) {
        this.processor = processor;
        this.acknowledger = acknowledger;
        this.outage = outage;
        this.stopped = stopped;
        this.limiter = limiter;
        this.backoff = backoff;
        this.backfillIsOpen = backfillIsOpen;
    }

    /** Waits until a file could be started at once. @return false when the worker does not go on */
    boolean awaitPermit(boolean live) {
        return limiter.awaitFree(live, () -> goesOn(live));
    }

    /** Whether the store is being tried, with one file at a time. */
    boolean isTrial() {
        return backoff.isTrial();
    }

    private boolean goesOn(boolean live) {
        return !outage.isKnown() && !stopped.getAsBoolean() && (live || backfillIsOpen.getAsBoolean());
    }

    /**
     * Starts one file when its turn comes. Once an outage is known, the worker was told to stop, or the backfill is
     * paused, what was not started is given back untouched.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a file ends in its acknowledgement
    void start(InFlightMessage message, Plan plan) {
        if (!goesOn(message.isLive()) || !limiter.acquire(message.isLive(), () -> goesOn(message.isLive()))) {
            settle(message, new FileOutcome.NotStarted());
            return;
        }
        AtomicBoolean copied = new AtomicBoolean();
        Runnable onCopied = () -> {
            if (copied.compareAndSet(false, true)) {
                limiter.copied();
            }
        };
        processor.run(plan, onCopied).whenComplete((outcome, error) -> {
            try {
                settle(
                        message,
                        error == null
                                ? outcome
                                : new FileOutcome.Outage(
                                        FileProcessor.classed(error).failure()));
            } finally {
                // after an outage is known, or one more file would meet it
                if (copied.get()) {
                    limiter.flipped();
                } else {
                    limiter.release();
                }
            }
        });
    }

    /** Gives a whole message back. */
    void giveBack(InFlightMessage message) {
        message.content().files().forEach(file -> settle(message, new FileOutcome.NotStarted()));
    }

    private void settle(InFlightMessage message, FileOutcome outcome) {
        if (outcome instanceof FileOutcome.Outage met) {
            outage.report(met.failure().code(), met.failure().message());
        }
        if (message.add(outcome)) {
            acknowledger.acknowledge(message);
        }
    }
}
