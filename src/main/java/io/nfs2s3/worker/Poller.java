package io.nfs2s3.worker;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.queue.QueueException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Who polls which queue, and when. The thread that runs it leads: it polls the live queue, and waits there when there is
 * nothing to do. While it finds messages a pool of pollers helps it; while it finds none another pool polls the backfill queue.
 *
 * <p>No receive is ever cut short, not by a stop either: the messages that SQS has just handed out would be lost until
 * the end of their visibility timeout.
 */
final class Poller implements AutoCloseable {
    private final MessageReceiver receiver;
    private final OutageState outage;
    private final BooleanSupplier stopped;
    private final Duration longPoll;
    private final PollerPool live;
    private final PollerPool backfill;
    private volatile boolean liveIsEmpty;

    Poller(MessageReceiver receiver, OutageState outage, BooleanSupplier stopped, int pollers, Duration longPoll) {
        this.receiver = receiver;
        this.outage = outage;
        this.stopped = stopped;
        this.longPoll = longPoll;
        this.live = new PollerPool(
                "nfs2s3-poll-live-", pollers - 1, () -> polls(() -> receiver.receiveLive(Duration.ZERO)));
        this.backfill =
                new PollerPool("nfs2s3-poll-backfill-", pollers, () -> liveIsEmpty && polls(receiver::receiveBackfill));
    }

    /**
     * Polls until an outage, a stop, or idleness.
     *
     * @param nothingLeft asked when a long poll found nothing and no pool is at work
     */
    void run(BooleanSupplier nothingLeft) {
        boolean idle = false;
        while (!idle && goesOn()) {
            while (polls(() -> receiver.receiveLive(Duration.ZERO))) {
                liveIsEmpty = false;
                live.wake();
            }
            liveIsEmpty = true;
            backfill.wake();
            boolean found = polls(() -> receiver.receiveLive(longPoll));
            liveIsEmpty = !found;
            idle = !found && goesOn() && !live.isWorking() && !backfill.isWorking() && asks(nothingLeft);
        }
    }

    private boolean goesOn() {
        return !stopped.getAsBoolean() && !outage.isKnown();
    }

    private boolean polls(BooleanSupplier receive) {
        return goesOn() && asks(receive);
    }

    /** A queue that does not answer is an outage. */
    private boolean asks(BooleanSupplier question) {
        try {
            return question.getAsBoolean();
        } catch (QueueException e) {
            outage.report(FailureCode.QUEUE_DOWN, String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** Waits until the pools poll no more. @return false when one still does at the end of the patience */
    boolean awaitRest(Duration patience) {
        return live.awaitRest(patience) && backfill.awaitRest(patience);
    }

    @Override
    public void close() {
        live.close();
        backfill.close();
    }
}
