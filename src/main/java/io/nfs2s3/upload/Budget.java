package io.nfs2s3.upload;

import java.time.Duration;

/**
 * The time that one call of the hook may take: what is left of it, and how much of that each step may use. A step that
 * needs less leaves more to those behind it. Immutable; counts from its making.
 *
 * <p>Of 800 ms the registration gets at most 300; SQS what is left but 200; the outbox what is left but 100; the spool
 * the rest. So each way has its chance, also when every step before it used all that it might.
 */
final class Budget {
    private static final double REGISTER = 3.0 / 8;
    private static final double BEHIND_SQS = 2.0 / 8;
    private static final double BEHIND_OUTBOX = 1.0 / 8;
    private final Duration whole;
    private final long deadline;

    Budget(Duration whole) {
        this.whole = whole;
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

    /** For the outbox, after SQS failed. */
    Duration outbox() {
        return leftBut(BEHIND_OUTBOX);
    }

    /** For the lock of the spool. Its share also when a busy host woke this thread late: there is no way behind it. */
    Duration spool() {
        Duration share = part(BEHIND_OUTBOX);
        return left().compareTo(share) > 0 ? left() : share;
    }

    /** For the database when it is asked although it failed a moment ago; SQS comes behind it. */
    Duration insist() {
        return left().dividedBy(2);
    }

    /** All that is left; never below zero. */
    Duration left() {
        return leftBut(0);
    }

    private Duration leftBut(double share) {
        long nanos = deadline - System.nanoTime() - part(share).toNanos();
        return Duration.ofNanos(Math.max(0, nanos));
    }

    private Duration part(double share) {
        return Duration.ofNanos((long) (whole.toNanos() * share));
    }
}
