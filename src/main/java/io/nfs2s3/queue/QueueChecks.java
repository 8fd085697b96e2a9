package io.nfs2s3.queue;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.media.ErrorText;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** What nfs2s3 wants of its queues. */
public final class QueueChecks {
    /** What a queue is for, and its name. */
    private record Named(String role, String name) {
        String code() {
            return "queue." + role;
        }
    }

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
            String after,
            Clock clock) {
        List<Check> checks = new ArrayList<>();
        for (Named queue : names(settings)) {
            MigrationQueue live = queue.role().equals("uploads") ? uploads : backfill;
            checks.add(Check.atStart(
                    queue.code(),
                    "queue " + queue.name(),
                    () -> asked(() -> new QueueLook(queues, queue.name()).look())));
            MigrationQueue dead = live.deadLetters();
            checks.add(messages(queue.code() + ".message", live.name(), () -> new MessageProbe(live, clock).run())
                    .after(queue.code())
                    .after(after));
            checks.add(messages(
                            queue.code() + ".dead-letter",
                            dead.name(),
                            () -> new MessageProbe(dead, clock).runIfEmpty())
                    .after(queue.code())
                    .after(after));
        }
        return checks;
    }

    private static Check messages(String code, String name, Check.Look look) {
        return Check.onDemand(code, "messages of " + name, () -> asked(look));
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
        return List.of(new Named("uploads", settings.uploads()), new Named("backfill", settings.backfill()));
    }

    private static Answer asked(Check.Look look) throws Exception {
        try {
            return look.look();
        } catch (QueueException e) {
            return Answer.broken(ErrorText.of(e), QueueRemedy.of(String.valueOf(e.getMessage())));
        }
    }
}
