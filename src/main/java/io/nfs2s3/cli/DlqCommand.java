package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.queue.QueueDepth;
import io.nfs2s3.recovery.DeadLetters;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "dlq",
        description = "The messages in the dead-letter queues.",
        subcommands = {DlqCommand.Status.class, DlqRedriveCommand.class})
final class DlqCommand extends GroupCommand {
    /** The queues by the names that the settings give them. */
    enum Queue {
        UPLOADS,
        BACKFILL;

        DeadLetters of(Application application) {
            return switch (this) {
                case UPLOADS -> application.retries().deadUploads();
                case BACKFILL -> application.retries().deadBackfill();
            };
        }
    }

    @Command(
            name = "status",
            description = {
                "How many messages there are, and what a few of the oldest are about.",
                "Nothing is deleted; what was looked at is given back at once."
            })
    static final class Status extends AppCommand {
        @Option(names = "--json", description = "The counts as one line of JSON; looks at no message.")
        private boolean json;

        @Override
        int run(Application application) {
            if (json) {
                Map<String, Object> queues = new LinkedHashMap<>();
                for (Queue queue : Queue.values()) {
                    DeadLetters letters = queue.of(application);
                    queues.put(DlqText.key(queue), DlqText.fields(letters.name(), letters.depth()));
                }
                json(queues);
                return ExitCode.DONE;
            }
            for (Queue queue : Queue.values()) {
                DeadLetters letters = queue.of(application);
                QueueDepth depth = letters.depth();
                out().println(DlqText.status(letters.name(), depth));
                if (depth.visible() > 0) {
                    DlqText.sample(letters.peek(), application.clock().instant())
                            .forEach(out()::println);
                }
            }
            return ExitCode.DONE;
        }
    }
}
