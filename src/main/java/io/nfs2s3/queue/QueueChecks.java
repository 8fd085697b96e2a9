package io.nfs2s3.queue;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.media.ErrorText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What nfs2s3 wants of its queues. */
public final class QueueChecks {
    /** One upload, its path escaped. */
    private static final long UPLOAD_BYTES = 8_192;

    /** What a queue is for, its name, and how large its messages are at most. */
    private record Named(String role, String name, long bytes) {
        String code() {
            return "queue." + role;
        }
    }

    private QueueChecks() {}

    /** @param after the code of the check that says whose queues they are */
    public static List<Check> of(
            QueueSetup queues, QueueSettings settings, MigrationQueue uploads, MigrationQueue backfill, String after) {
        List<Check> checks = new ArrayList<>();
        for (Named queue : names(settings)) {
            MigrationQueue live = queue.role().equals("uploads") ? uploads : backfill;
            checks.add(Check.atStart(
                    queue.code(),
                    "queue " + queue.name(),
                    () -> asked(() -> new QueueLook(queues, queue.name(), queue.bytes()).look())));
            MigrationQueue dead = live.deadLetters();
            checks.add(messages(queue.code() + ".message", live.name(), () -> new MessageProbe(live).run())
                    .after(queue.code())
                    .after(after));
            checks.add(messages(queue.code() + ".dead-letter", dead.name(), () -> new MessageProbe(dead).runIfEmpty())
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
                .map(queue -> Check.onDemand(queue.code(), "queue " + queue.name(), () -> {
                    queues.create(queue.name());
                    return Answer.good("is there, with its dead letters");
                }))
                .toList();
    }

    private static List<Named> names(QueueSettings settings) {
        return List.of(
                new Named("uploads", settings.uploads(), UPLOAD_BYTES),
                new Named("backfill", settings.backfill(), MigrationMessage.MAX_BYTES));
    }

    private static Answer asked(Check.Look look) throws Exception {
        try {
            return look.look();
        } catch (QueueException e) {
            return Answer.broken(ErrorText.of(e), remedy(String.valueOf(e.getMessage())));
        }
    }

    private static String remedy(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (text.contains("is suspended")) {
            return "see what the check site says";
        }
        if (text.contains("kms")) {
            return "grant kms:GenerateDataKey and kms:Decrypt of the key that encrypts the queue: sending needs both,"
                    + " receiving the second";
        }
        if (text.contains("(403)") || text.contains("denied")) {
            return "grant sqs:GetQueueUrl, GetQueueAttributes, SendMessage, ReceiveMessage, DeleteMessage and"
                    + " ChangeMessageVisibility; also in the policy of the queue itself";
        }
        if (text.contains("unmarshall")
                || text.contains("unexpected character")
                || text.contains("unrecognized token")) {
            return "no answer of SQS comes back: check sqs.endpoint, HTTPS_PROXY and NO_PROXY";
        }
        return "check sqs.endpoint, aws.region and the network";
    }
}
