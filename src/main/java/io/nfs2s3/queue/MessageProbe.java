package io.nfs2s3.queue;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Sends a message to a queue, receives it, hides it and deletes it. Each receive brings a message nearer to the dead letters,
 * so the first one of the site that comes is given back and ends the search, and one at a time is asked for where others
 * wait. A worker that gets the probe first deletes it ({@link Source#PROBE}), as does the next check. Another check that goes on
 * at the same moment gives it back. Used once, by one thread.
 */
final class MessageProbe {
    /** Longer than all receives together. */
    private static final Duration HIDDEN = Duration.ofSeconds(30);

    private static final Duration WAIT = Duration.ofSeconds(1);

    /** SQS may not show a message at once. */
    private static final int RECEIVES = 3;

    private static final long SECONDS = RECEIVES * WAIT.toSeconds();

    /** A probe that is older was left: its check has given it up, however slowly SQS answered. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    /** A clock that is behind by more is told: ages are reckoned with it. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final MigrationQueue queue;
    private final Clock clock;
    private final String id = UUID.randomUUID().toString();

    /** How far in the future, by this host's clock, the probe of another check was sent. */
    private Duration behind = Duration.ZERO;

    /** @param clock that tells the age of other checks' probes */
    MessageProbe(MigrationQueue queue, Clock clock) {
        this.queue = queue;
        this.clock = clock;
    }

    /**
     * In a queue that workers receive from.
     *
     * @throws QueueException when SQS cannot be reached or refuses
     */
    Answer run() {
        int atMost = queue.depth().isEmpty() ? MigrationQueue.BATCH : 1;
        return answer(
                sendAndFind(atMost),
                Answer.good("one was sent, and not received within " + SECONDS
                        + " s, as when a worker was faster, so that deleting was not tried; a worker or the next check deletes"
                        + " it"));
    }

    private Answer answer(ProbeResult found, Answer none) {
        Answer answer = outcome(found, none);
        return behind.compareTo(SKEW) <= 0
                ? answer
                : Answer.warning(
                        answer.text()
                                + "; and the probe of another check was given back, for its age cannot be told: this"
                                + " host's clock is " + behind.toSeconds() + " s behind that of SQS",
                        "have the host's clock set by NTP");
    }

    private static Answer outcome(ProbeResult found, Answer none) {
        return switch (found) {
            case FOUND -> Answer.good("one was sent, received and deleted");
            case OTHERS ->
                Answer.good(
                        "one was sent. Others came before it and were given back, so that deleting was not tried; a worker"
                                + " or the next check deletes it");
            case NONE -> none;
        };
    }

    /**
     * The same for dead letters, which no worker receives: while there are any, or the probe of another check, none is sent
     * among them and none of them is received.
     *
     * @throws QueueException when SQS cannot be reached or refuses
     */
    Answer runIfEmpty() {
        QueueDepth depth;
        try {
            depth = queue.depth();
        } catch (QueueException e) {
            if (!QueueRemedy.isDenied(e)) {
                throw e;
            }
            return Answer.warning(
                    "none was sent, for whether there are dead letters cannot be told: " + ErrorText.of(e),
                    QueueRemedy.toCount(queue.name()));
        }
        if (!depth.isEmpty()) {
            return Answer.good(
                    "SQS counts messages there ('nfs2s3 dlq status' shows them): none was sent among them and none"
                            + " received, so that neither was tried");
        }
        return answer(
                sendAndFind(MigrationQueue.BATCH),
                Answer.warning(
                        "one was sent, and not received within " + SECONDS + " s, though no worker receives there",
                        "find out who else receives from " + queue.name()
                                + "; if the probe comes back, 'nfs2s3 dlq redrive' has a worker delete it"));
    }

    /** What came of a probe. */
    private enum ProbeResult {
        /** It was received, and is deleted. */
        FOUND,
        /** Messages of the site came in its place. */
        OTHERS,
        /** Nothing came. */
        NONE
    }

    private ProbeResult sendAndFind(int atMost) {
        queue.send(MigrationMessage.of(Source.PROBE, FileRef.unregistered(MediaPath.of(".nfs2s3-probe/" + id))));
        List<ReceivedMessage> held = new ArrayList<>();
        try {
            long until = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            int receives = 0;
            while (receives < RECEIVES && held.isEmpty()) {
                Taken taken = take(queue.receive(atMost, WAIT, HIDDEN), held);
                if (taken == Taken.OWN) {
                    return ProbeResult.FOUND;
                }
                receives += taken == Taken.NOTHING || System.nanoTime() - until > 0 ? 1 : 0;
            }
            return held.isEmpty() ? ProbeResult.NONE : ProbeResult.OTHERS;
        } finally {
            giveBack(held);
        }
    }

    /** What was among the messages that came. */
    private enum Taken {
        /** The probe of this check. */
        OWN,
        /** That of a check that goes on now, and is waiting for it. */
        OF_ANOTHER,
        /** Neither. */
        NOTHING
    }

    /**
     * Deletes the probes among them, also those that other checks left. One of a check that goes on is given back at once.
     *
     * @param held gets all others
     */
    private Taken take(List<ReceivedMessage> received, List<ReceivedMessage> held) {
        held.addAll(received);
        List<ReceivedMessage> ofOthers =
                received.stream().filter(this::isOfAnother).toList();
        giveBack(ofOthers);
        held.removeAll(ofOthers);
        List<ReceivedMessage> probes =
                held.stream().filter(MessageProbe::isProbe).toList();
        require(queue.hide(probes, HIDDEN), "change the visibility of");
        require(queue.delete(probes), "delete");
        held.removeAll(probes);
        if (probes.stream().anyMatch(this::isOwn)) {
            return Taken.OWN;
        }
        return ofOthers.isEmpty() ? Taken.NOTHING : Taken.OF_ANOTHER;
    }

    private boolean isOwn(ReceivedMessage probe) {
        return probe.body().contains(id);
    }

    private boolean isOfAnother(ReceivedMessage message) {
        if (!isProbe(message) || isOwn(message)) {
            return false;
        }
        Duration age = Duration.between(message.sentAt(), clock.instant());
        if (age.negated().compareTo(behind) > 0) {
            behind = age.negated();
        }
        return age.compareTo(LONGEST) < 0;
    }

    private void require(BatchResult result, String action) {
        if (!result.isDone()) {
            throw new QueueException(
                    "SQS did not " + action + " a message of " + queue.name() + ": " + result.reason(), null);
        }
    }

    private static boolean isProbe(ReceivedMessage message) {
        try {
            return MessageCodec.decode(message.body()).source() == Source.PROBE;
        } catch (UnreadableMessageException e) {
            return false;
        }
    }

    /** Those that SQS does not take back now come back when they are not hidden any more. */
    private void giveBack(List<ReceivedMessage> held) {
        queue.hide(held, Duration.ZERO);
    }
}
