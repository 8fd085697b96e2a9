package io.nfs2s3.worker;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.queue.QueueException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
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
    /** When a run is over. */
    interface Until {
        /**
         * Asked after each turn of the leading thread.
         *
         * @param idle whether a long poll found nothing, no pool is at work, and nothing is in flight
         */
        boolean isOver(boolean idle);
    }

    /** How long a receive under way is waited for, before it is seen whether the worker is idle. */
    private static final Duration REST = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(Poller.class);
    private final MessageReceiver receiver;
    private final WorkerState state;
    private final Duration longPoll;
    private final BiConsumer<String, String> outages;
    private final PollerPool live;
    private final PollerPool backfill;
    private final ReceiveRetry liveRetry;
    private final ReceiveRetry backfillRetry;
    private final AtomicBoolean backfillRests = new AtomicBoolean();
    private volatile boolean liveIsEmpty;
    private volatile boolean running;

    /** Whether a receive was under way at the last look, and nothing else; of the leading thread alone. */
    private boolean awaitsRest;

    Poller(
            MessageReceiver receiver,
            WorkerState state,
            int pollers,
            Duration longPoll,
            BiConsumer<String, String> outages) {
        this.receiver = receiver;
        this.state = state;
        this.longPoll = longPoll;
        this.outages = outages;
        this.liveRetry = new ReceiveRetry(state::goesOn);
        this.backfillRetry = new ReceiveRetry(state::goesOn);
        this.live = new PollerPool(
                "nfs2s3-poll-live-", pollers - 1, () -> running && polls(() -> receiver.receiveLive(Duration.ZERO)));
        this.backfill =
                new PollerPool("nfs2s3-poll-backfill-", pollers, () -> running && liveIsEmpty && pollsBackfill());
    }

    /**
     * Polls until an outage, a stop, or the end of the run.
     *
     * @param nothingInFlight whether no message is in the hands of this worker
     */
    void run(BooleanSupplier nothingInFlight, Until until) {
        running = true;
        awaitsRest = false;
        try {
            boolean over = false;
            while (!over && state.goesOn()) {
                boolean idle = !pollsLive() && isIdle(nothingInFlight);
                over = state.goesOn() && asks(() -> until.isOver(idle));
            }
        } finally {
            running = false; // also for the pools, which may have found messages until now
        }
    }

    /** What is there at once has others help; otherwise the backfill has its turn, while this thread waits here. */
    private boolean pollsLive() {
        if (polls(() -> receiver.receiveLive(Duration.ZERO))) {
            liveIsEmpty = false;
            live.wake();
            return true;
        }
        liveIsEmpty = true;
        if (!awaitsRest) {
            backfill.wake();
        }
        boolean found = polls(() -> receiver.receiveLive(longPoll));
        liveIsEmpty = !found;
        return found;
    }

    /**
     * Waits for receives under way, which may take longer than a short long poll: at one look chance would decide, and
     * the thread would turn round and round meanwhile. Nobody is woken until they are over, or there would be another one
     * under way each time. While files are in flight it does not wait, but polls; so an upload waits for a second only
     * where the backfill queue is slow to say that it has nothing.
     */
    private boolean isIdle(BooleanSupplier nothingInFlight) {
        awaitsRest = state.goesOn() && nothingInFlight.getAsBoolean() && !awaitRest(REST);
        return !awaitsRest && state.goesOn() && nothingInFlight.getAsBoolean();
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
            outages.accept("backfill-queue", reason);
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
        TimeLeft left = TimeLeft.of(patience);
        return live.awaitRest(left.duration()) && backfill.awaitRest(left.duration());
    }

    @Override
    public void close() {
        live.close();
        backfill.close();
    }
}
