package io.nfs2s3.upload;

import java.time.Duration;

/**
 * The time that one call of the hook may take: what is left of it, and how much of that each step may use. A step that
 * needs less leaves more to those behind it. Immutable; counts from its making.
 *
 * <p>Of 800 ms the registration gets at most 300; SQS what is left but 200; the outbox what is left but 100. So each has
 * its chance, also when every step before it used all that it might. When only the last way is left, its caller would
 * rather wait than lose the upload: the last resort comes on top, half of it for the lock of the spool.
 */
final class Budget {
    private static final double REGISTER = 3.0 / 8;
    private static final double BEHIND_SQS = 2.0 / 8;
    private static final double BEHIND_OUTBOX = 1.0 / 8;
    private final Duration whole;
    private final Duration lastResort;
    private final long deadline;

    /** @param lastResort what may come on top of the whole, before an upload is refused */
    Budget(Duration whole, Duration lastResort) {
        this.whole = whole;
        this.lastResort = lastResort;
        this.deadline = System.nanoTime() + whole.toNanos();
    }

    /** For the registration in the database. */
    Duration register() {
        return part(REGISTER);
    }

    /** For the call to SQS. */
    Duration sqs() {
        return leftBut(BEHIND_SQS);
    }

    /** For the call to SQS when the database is down: only the spool comes behind it. */
    Duration sqsAlone() {
        return leftBut(BEHIND_OUTBOX);
    }

    /** For the trace of an upload that SQS has taken without a generation. */
    Duration trace() {
        return longer(Duration.ZERO);
    }

    /** For the outbox, after SQS failed. */
    Duration outbox() {
        return leftBut(BEHIND_OUTBOX);
    }

    /** For the lock of the spool; SQS and the database come once more behind it. */
    Duration spool() {
        return longer(lastResort.dividedBy(2));
    }

    /** What is left before the upload is refused. */
    Duration lastResort() {
        return longer(lastResort);
    }

    /** For SQS or the database when they are asked once more: the other one comes behind it, or the same one again. */
    Duration insist() {
        return lastResort().dividedBy(2);
    }

    /** Whether the last resort is over, too: what was not accepted by now is refused. */
    boolean isOver() {
        return deadline + lastResort.toNanos() - System.nanoTime() <= 0;
    }

    /** Above zero also when a busy host woke this thread late and nothing comes on top. */
    private Duration longer(Duration more) {
        long nanos = deadline - System.nanoTime() + more.toNanos();
        return Duration.ofNanos(
                Math.max(nanos, more.isZero() ? part(BEHIND_OUTBOX).toNanos() : 0));
    }

    private Duration leftBut(double share) {
        long nanos = deadline - System.nanoTime() - part(share).toNanos();
        return Duration.ofNanos(Math.max(0, nanos));
    }

    private Duration part(double share) {
        return Duration.ofNanos((long) (whole.toNanos() * share));
    }
}
