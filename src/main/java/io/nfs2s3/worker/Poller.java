package io.nfs2s3.worker;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.queue.QueueException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who polls which queue, and when. The thread that runs it leads: it polls the live queue, and waits there when there is
 * nothing to do. While it finds messages a pool of pollers helps it; while it finds none another pool polls the backfill queue.
 *
 * <p>No receive is ever cut short, not by a stop either: the messages that SQS has just handed out would be lost until
 * the end of their visibility timeout.
 */
final class Poller implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Poller.class);
    private final MessageReceiver receiver;
    private final RunState state;
    private final Duration longPoll;
    private final PollerPool live;
    private final PollerPool backfill;
    private final ReceiveRetry liveRetry;
    private final ReceiveRetry backfillRetry;
    private final AtomicBoolean backfillRests = new AtomicBoolean();
    private volatile boolean liveIsEmpty;

    Poller(MessageReceiver receiver, RunState state, int pollers, Duration longPoll) {
        this.receiver = receiver;
        this.state = state;
        this.longPoll = longPoll;
        this.liveRetry = new ReceiveRetry(state::goesOn);
        this.backfillRetry = new ReceiveRetry(state::goesOn);
        this.live = new PollerPool(
                "nfs2s3-poll-live-", pollers - 1, () -> polls(() -> receiver.receiveLive(Duration.ZERO)));
        this.backfill = new PollerPool("nfs2s3-poll-backfill-", pollers, () -> liveIsEmpty && pollsBackfill());
    }

    /**
     * Polls until an outage, a stop, or idleness.
     *
     * @param nothingLeft asked when a long poll found nothing and no pool is at work
     */
    void run(BooleanSupplier nothingLeft) {
        boolean idle = false;
        while (!idle && state.goesOn()) {
            while (polls(() -> receiver.receiveLive(Duration.ZERO))) {
                liveIsEmpty = false;
                live.wake();
            }
            liveIsEmpty = true;
            backfill.wake();
            boolean found = polls(() -> receiver.receiveLive(longPoll));
            liveIsEmpty = !found;
            idle = !found && state.goesOn() && !live.isWorking() && !backfill.isWorking() && asks(nothingLeft);
        }
    }

    private boolean polls(BooleanSupplier receive) {
        return state.goesOn() && asks(() -> liveRetry.call(receive));
    }

    /**
     * Without its queue the backfill rests; what was uploaded a moment ago does not wait for that. While it rests each
     * receive is tried once, or there would always be one under way, and the worker never idle.
     */
    private boolean pollsBackfill() {
        return state.goesOn()
                && asks(() -> {
                    try {
                        boolean found = backfillRests.get()
                                ? receiver.receiveBackfill()
                                : backfillRetry.call(receiver::receiveBackfill);
                        sayBackfill("");
                        return found;
                    } catch (QueueException e) {
                        sayBackfill(ErrorText.of(e));
                        return false;
                    }
                });
    }

    private void sayBackfill(String reason) {
        if (backfillRests.compareAndSet(reason.isEmpty(), !reason.isEmpty())) {
            if (reason.isEmpty()) {
                log.info("job resumed job=backfill-queue");
            } else {
                log.warn("job suspended job=backfill-queue reason=\"{}\"", reason);
            }
        }
    }

    /** A queue or a database that does not answer is an outage. */
    private boolean asks(BooleanSupplier question) {
        try {
            return question.getAsBoolean();
        } catch (QueueException e) {
            state.suspend(new Failure(FailureCode.QUEUE_DOWN, ErrorText.of(e)));
            return false;
        } catch (RuntimeException e) {
            if (!DatabaseErrors.isOutage(e)) {
                throw e;
            }
            state.suspend(FailureHandler.classed(e));
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
