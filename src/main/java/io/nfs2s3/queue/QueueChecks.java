package io.nfs2s3.queue;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.media.ErrorText;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What nfs2s3 wants of its queues. */
public final class QueueChecks {
    /** The checks of a queue, and its name. */
    private record Named(CheckCode code, CheckCode message, CheckCode deadLetter, String name) {}

    private QueueChecks() {}

    /**
     * All of them.
     *
     * @param after the code of the check that says whose queues they are
     * @param clock that tells a message that another check sends now from one that it left
     */
    public static List<Check> of(
            QueueSetup queues,
            QueueSettings settings,
            MigrationQueue uploads,
            MigrationQueue backfill,
            CheckCode after,
            Clock clock) {
        List<Check> checks = new ArrayList<>();
        for (Named queue : names(settings)) {
            checks.add(Check.atStart(
                            queue.code(),
                            "queue " + queue.name(),
                            () -> asked(() -> new QueueLook(queues, queue.name()).look()))
                    .after(CheckCode.SETTINGS_CREDENTIALS));
        }
        // Before any is sent by a probe.
        checks.add(Check.onDemand(
                        CheckCode.QUEUE_DEAD_LETTERS,
                        "dead letters",
                        () -> asked(() -> waiting(List.of(uploads.deadLetters(), backfill.deadLetters()))))
                .after(CheckCode.QUEUE_UPLOADS)
                .after(CheckCode.QUEUE_BACKFILL));
        for (Named queue : names(settings)) {
            MigrationQueue live = queue.code() == CheckCode.QUEUE_UPLOADS ? uploads : backfill;
            MigrationQueue dead = live.deadLetters();
            checks.add(messages(queue.message(), live.name(), () -> new MessageProbe(live, clock).run())
                    .after(queue.code())
                    .after(after));
            checks.add(messages(queue.deadLetter(), dead.name(), () -> new MessageProbe(dead, clock).runIfEmpty())
                    .after(queue.code())
                    .after(after));
        }
        return checks;
    }

    private static Check messages(CheckCode code, String name, Check.Look look) {
        return Check.onDemand(code, "messages of " + name, () -> asked(look)).probing();
    }

    private static Answer waiting(List<MigrationQueue> deadLetters) {
        List<String> found = new ArrayList<>();
        Set<String> remedies = new LinkedHashSet<>();
        for (MigrationQueue queue : deadLetters) {
            try {
                QueueDepth depth = queue.depth();
                if (!depth.isEmpty()) {
                    found.add(
                            "there are about " + depth.all() + " in " + queue.name() + ", files that nobody migrates");
                    remedies.add("see 'nfs2s3 dlq status'; mend the reason, then run 'nfs2s3 dlq redrive'");
                }
            } catch (QueueException e) {
                if (!QueueRemedy.isDenied(e)) {
                    throw e;
                }
                found.add("whether there are any cannot be told: " + ErrorText.of(e));
                remedies.add(QueueRemedy.toCount(queue.name()));
            }
        }
        return found.isEmpty()
                ? Answer.good("there are none")
                : Answer.warning(String.join("; ", found), String.join("; ", remedies));
    }

    /** Each creates one queue with its dead letters, where they are missing. */
    public static List<Check> creations(QueueSetup queues, QueueSettings settings) {
        return names(settings).stream()
                .map(queue -> Check.onDemand(
                        queue.code(), "queue " + queue.name(), () -> asked(() -> created(queues, queue.name()))))
                .toList();
    }

    private static Answer created(QueueSetup queues, String name) {
        queues.create(name);
        return Answer.good("is there, with its dead letters");
    }

    private static List<Named> names(QueueSettings settings) {
        return List.of(
                new Named(
                        CheckCode.QUEUE_UPLOADS,
                        CheckCode.QUEUE_UPLOADS_MESSAGE,
                        CheckCode.QUEUE_UPLOADS_DEAD_LETTER,
                        settings.uploads()),
                new Named(
                        CheckCode.QUEUE_BACKFILL,
                        CheckCode.QUEUE_BACKFILL_MESSAGE,
                        CheckCode.QUEUE_BACKFILL_DEAD_LETTER,
                        settings.backfill()));
    }

    private static Answer asked(Check.Look look) throws Exception {
        try {
            return look.look();
        } catch (QueueException e) {
            return Answer.broken(ErrorText.of(e), QueueRemedy.of(String.valueOf(e.getMessage())));
        }
    }
}
