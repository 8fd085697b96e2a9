package io.nfs2s3.queue;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What nfs2s3 wants of its queues. */
public final class QueueChecks {
    private QueueChecks() {}

    public static List<Check> of(QueueSetup queues, QueueSettings settings) {
        List<Check> checks = new ArrayList<>();
        names(settings)
                .forEach((role, name) ->
                        checks.add(Check.atStart("queue." + role, "queue " + name, () -> exists(queues, name))));
        return checks;
    }

    /** Each creates one queue with its dead letters, where they are missing. */
    public static List<Check> creations(QueueSetup queues, QueueSettings settings) {
        List<Check> creations = new ArrayList<>();
        names(settings)
                .forEach((role, name) -> creations.add(Check.onDemand("queue." + role, "queue " + name, () -> {
                    queues.create(name);
                    return Answer.good("is there, with its dead letters");
                })));
        return creations;
    }

    private static Map<String, String> names(QueueSettings settings) {
        return new java.util.TreeMap<>(Map.of("uploads", settings.uploads(), "backfill", settings.backfill()))
                .descendingMap();
    }

    private static Answer exists(QueueSetup queues, String name) {
        for (String wanted : List.of(name, QueueName.deadLetters(name))) {
            if (!queues.exists(wanted)) {
                return Answer.broken(wanted + " does not exist", "run 'nfs2s3 doctor --create'");
            }
        }
        return Answer.good("exists, with its dead letters");
    }
}
