package io.nfs2s3.worker;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Starts planned files, as many at a time as there are permits, and hands their outcomes to their messages. */
final class FileStarter {
    private final FileFlow flow;
    private final Settlement settlement;
    private final Outage outage;
    private final ReceiveGate gate;
    private final Semaphore permits;
    private final int all;

    FileStarter(FileFlow flow, Settlement settlement, Outage outage, ReceiveGate gate, int filesInFlight) {
        this.flow = flow;
        this.settlement = settlement;
        this.outage = outage;
        this.gate = gate;
        this.all = filesInFlight;
        this.permits = new Semaphore(filesInFlight);
    }

    /** Waits until a file could be started at once. */
    void awaitPermit() {
        permits.acquireUninterruptibly();
        permits.release();
    }

    /**
     * Starts one file when its turn comes. Once an outage is known, or the worker was told to stop, what was not started
     * is given back untouched.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the file's end is its settlement
    void start(MessageInHand message, Plan plan) {
        permits.acquireUninterruptibly();
        if (outage.isKnown() || gate.isStopped()) {
            permits.release();
            settle(message, new FileOutcome.NotStarted());
            return;
        }
        flow.run(plan).whenComplete((outcome, error) -> {
            permits.release();
            settle(
                    message,
                    error == null
                            ? outcome
                            : new FileOutcome.Outage(FileFlow.classed(error).failure()));
        });
    }

    /** Gives a whole message back. */
    void giveBack(MessageInHand message) {
        message.content().files().forEach(file -> settle(message, new FileOutcome.NotStarted()));
    }

    private void settle(MessageInHand message, FileOutcome outcome) {
        if (outcome instanceof FileOutcome.Outage met) {
            outage.report(met.failure().code(), met.failure().message());
        }
        if (message.add(outcome)) {
            settlement.settle(message);
        }
    }

    /** Waits until no file is in flight. @return false when some still are at the end of the patience */
    boolean awaitAll(Duration patience) {
        try {
            boolean done = permits.tryAcquire(all, patience.toMillis(), TimeUnit.MILLISECONDS);
            if (done) {
                permits.release(all);
            }
            return done;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
