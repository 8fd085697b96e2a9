package io.nfs2s3.worker;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.Location;
import io.nfs2s3.worker.RefusalJudge.Verdict;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What is done about a file that could not be migrated. Decides, and changes nothing: {@link FailureHandler} does what
 * is decided. Thread-safe.
 *
 * @param vanishedAfter how long a file that is not found counts as late
 * @param maxAttempts after which a failure that may pass is final
 */
record FailurePolicy(Duration vanishedAfter, int maxAttempts) {
    /** A refusal that means nothing yet is repeated as soon as a first failure: after 2 s. */
    static final int UNDECIDED = 1;
    /** A file that the store had no time for, or whose row is busy, waits as long as after its third failure: 8 s. */
    static final int SLOWED = 3;
    /** Large files, or those of a kind, that the store refuses while it takes others, wait a minute, as after a failed trial. */
    static final int WAITING = 6;

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

    /** What is done. */
    sealed interface Action {
        /** Recorded as FAILED; its message is done with. */
        record Fail() implements Action {}

        /** The attempt counts, and the file is sent again later; with the last attempt it is recorded as FAILED. */
        record Retry(int lastAttempt) implements Action {
            /** @param attempts so far, this one included */
            boolean givesUp(int attempts) {
                return attempts >= lastAttempt;
            }
        }

        /**
         * No fault of the file: sent again later, without counting the attempt.
         *
         * @param attempt the delay is that of this attempt; 0 for that of as many as its message has receives
         */
        record RetryUncounted(int attempt) implements Action {}

        /** What everything depends on is down: the worker pauses, and the whole message is given back. */
        record Suspend() implements Action {}

        /** Nothing was new. */
        record Settle() implements Action {}
    }

    /**
     * For a file that is to be copied.
     *
     * @param outage whether a check finds something down; asked for what looks like an outage, for a file may meet
     *     errors of its own that do (a broken disk block, a key that a store cannot take)
     * @param refusal what becomes of the others; asked for what the store or the mount answered, when no check finds an outage
     * @param queued for how long it has been QUEUED
     */
    Action ofCopy(FailureCode code, BooleanSupplier outage, Supplier<Verdict> refusal, Duration queued) {
        return switch (code) {
            case SOURCE_MISSING ->
                queued.compareTo(vanishedAfter) > 0 ? new Action.Fail() : new Action.Retry(Integer.MAX_VALUE);
            case SOURCE_CHANGED, SOURCE_READ, SITE_UPDATE, INTERNAL -> retry();
            case SOURCE_NOT_A_FILE, SOURCE_OUTSIDE_ROOT, SOURCE_FORBIDDEN, SOURCE_NAME, SOURCE_SKIPPED ->
                new Action.Fail();
            case TOO_LARGE, KEY_TOO_LONG, NOT_PROVED, ALREADY_THERE, STORE_REFUSED -> new Action.Fail();
            case SOURCE_DOWN, QUEUE_DOWN -> outage.getAsBoolean() ? new Action.Suspend() : retry();
            case STORE_SLOW -> outage.getAsBoolean() ? new Action.Suspend() : new Action.RetryUncounted(SLOWED);
            // a check sees neither each table nor each lock, and PostgreSQL has told already that it is no file's fault
            case SITE_SUSPENDED, DATABASE_DOWN -> new Action.Suspend();
            case SOURCE_REFUSES, STORE_DOWN, STORE_BUSY, CHECKSUM_MISMATCH, STORE_REFUSES, STORE_REFUSES_PARTS ->
                outage.getAsBoolean() ? new Action.Suspend() : ofRefusal(refusal.get());
        };
    }

    private Action ofRefusal(Verdict verdict) {
        return switch (verdict) {
            case THIS_FILE -> retry();
            case UNDECIDED -> new Action.RetryUncounted(UNDECIDED);
            case LARGE_FILES, KIND -> new Action.RetryUncounted(WAITING);
            case ALL_FILES -> new Action.Suspend();
        };
    }

    /**
     * For a file that is migrated and whose message asks, without a generation, whether there are new bytes. The message
     * may be their only trace, so no error settles it, and its row counts no attempts: one that never comes through ends
     * as a dead letter.
     *
     * @param location of its row
     * @param outage as above
     * @param refusal as above
     */
    Action ofComparison(FailureCode code, Location location, BooleanSupplier outage, Supplier<Verdict> refusal) {
        if (code == FailureCode.SOURCE_MISSING && location == Location.S3) {
            return new Action.Settle(); // retired, so nothing new was uploaded; one that was rolled back may come late
        }
        Action ofCopy = ofCopy(code, outage, refusal, Duration.ZERO);
        return ofCopy instanceof Action.Suspend ? ofCopy : new Action.RetryUncounted(0);
    }

    private Action retry() {
        return new Action.Retry(maxAttempts);
    }

    /**
     * How long a file waits after so many attempts: 2, 4, 8 … seconds, up to 15 minutes, ± 20 %, so that files that
     * failed together do not come back together.
     */
    static Duration delay(int attempts) {
        double millis = 1_000.0 * Math.pow(2, Math.min(attempts, 20));
        double jittered = millis * ThreadLocalRandom.current().nextDouble(0.8, 1.2);
        return Duration.ofMillis((long) Math.min(jittered, (double) LONGEST_DELAY.toMillis()));
    }
}
