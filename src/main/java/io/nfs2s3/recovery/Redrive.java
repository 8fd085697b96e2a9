package io.nfs2s3.recovery;

import io.nfs2s3.queue.BatchResult;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.SendResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Moves dead letters back to the queue that they come from: sends first, deletes after, so dying at any line repeats
 * ten messages at most and loses none. For one run by one thread.
 *
 * <p>A message that no worker could read stays, for it would only come back. So does what comes to the dead letters
 * while it runs: a run looks at as many messages as there were at its beginning, so those that fail again at once do not
 * go round for ever. Messages go in the order in which SQS gives them, each ten sorted by the time of their sending.
 */
public final class Redrive {
    /** Messages a second. */
    public static final int MOST_RATE = 10_000;

    /** Enough for ten messages at the slowest pace, and for the retries of the send and the delete. */
    private static final Duration IN_HAND = Duration.ofMinutes(2);

    /** What stays is hidden meanwhile, so that it is not received again and again. */
    private static final Duration KEPT_HIDDEN = Duration.ofMinutes(10);

    /** How many are given back at the end; further ones come back by themselves. Bounds the memory. */
    private static final int GIVEN_BACK = 5_000;

    private static final int REASONS = 5;
    private final DeadLetters dead;
    private final Runnable turn;
    private final boolean unreadableToo;
    private final List<DeadLetter> hidden = new ArrayList<>();
    private final Set<String> reasons = new LinkedHashSet<>();
    private long looked;
    private long moved;
    private long kept;
    private long refused;

    /**
     * @param turn waits until one more message may be moved
     * @param unreadableToo whether messages that no worker could read go back too
     */
    public Redrive(DeadLetters dead, Runnable turn, boolean unreadableToo) {
        this.dead = dead;
        this.turn = turn;
        this.unreadableToo = unreadableToo;
    }

    /**
     * Moves messages.
     *
     * @param limit how many at most
     * @param goOn told how many were moved, before each ten and within; false stops before the next message
     * @throws QueueException when SQS cannot be reached or refuses; each message is then where it was, or in both
     *     queues, and those in flight come back by themselves
     */
    public RedriveResult run(long limit, LongPredicate goOn) {
        long waiting = dead.depth().visible();
        try {
            while (looked < waiting && moved < limit && goOn.test(moved)) {
                List<DeadLetter> received = dead.receive(IN_HAND);
                if (received.isEmpty()) {
                    break;
                }
                looked += received.size();
                move(received, limit, goOn);
            }
        } finally {
            dead.hide(hidden, Duration.ZERO);
        }
        return new RedriveResult(moved, kept, refused, List.copyOf(reasons));
    }

    private void move(List<DeadLetter> received, long limit, LongPredicate goOn) {
        List<DeadLetter> going = new ArrayList<>();
        List<DeadLetter> stay = new ArrayList<>();
        for (DeadLetter letter : received) {
            String fault = letter.fault();
            if (fault != null && !unreadableToo) {
                kept++;
                because(fault);
                stay.add(letter);
            } else if (moved + going.size() < limit && goOn.test(moved)) {
                turn.run();
                going.add(letter);
            } else {
                stay.add(letter);
            }
        }
        keep(stay);
        List<SendResult> results = going.isEmpty() ? List.of() : dead.resend(going);
        List<DeadLetter> accepted = new ArrayList<>();
        List<DeadLetter> left = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof SendResult.Refused no) {
                left.add(going.get(i));
                because("SQS refused it: " + no.reason());
            } else {
                accepted.add(going.get(i));
            }
        }
        refused += left.size();
        BatchResult deleted = dead.delete(accepted);
        if (!deleted.isDone()) {
            because("SQS did not delete " + deleted.refused() + " that went back, so they are in both queues: "
                    + deleted.reason());
        }
        moved += accepted.size();
        keep(left);
    }

    private void because(String reason) {
        if (reasons.size() < REASONS) {
            reasons.add(reason);
        }
    }

    private void keep(List<DeadLetter> letters) {
        if (!letters.isEmpty()) {
            dead.hide(letters, KEPT_HIDDEN);
            letters.stream().limit(GIVEN_BACK - (long) hidden.size()).forEach(hidden::add);
        }
    }
}
