package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.outbox.Outbox;
import io.nfs2s3.outbox.OutboxEntry;
import io.nfs2s3.outbox.OutboxStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "outbox",
        description = "The uploads that wait for SQS in the database.",
        subcommands = {OutboxCommand.Status.class, OutboxCommand.Listing.class, OutboxCommand.Replay.class})
final class OutboxCommand extends GroupCommand {
    @Command(name = "status", description = "How many entries there are, and how old the oldest is.")
    static final class Status extends AppCommand {
        @Option(names = "--json", description = "One line of JSON.")
        private boolean json;

        @Override
        int run(Application application) {
            OutboxStatus status = application.outbox().status();
            if (json) {
                json(status);
            } else {
                out().println("outbox: " + status.depth() + " entries, the oldest is " + status.oldestAgeSeconds()
                        + " s old" + (status.setAside() == 0 ? "" : "; " + status.setAside() + " set aside"));
            }
            return ExitCode.DONE;
        }
    }

    @Command(name = "list", description = "The oldest entries.")
    static final class Listing extends AppCommand {
        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "100",
                description = "How many at most; ${DEFAULT-VALUE} by default.")
        private int limit;

        @Option(names = "--set-aside", description = "Those that are not sent any more, with the reason.")
        private boolean setAside;

        @Option(names = "--json", description = "One line of JSON for each.")
        private boolean json;

        @Override
        int run(Application application) {
            Outbox outbox = application.outbox();
            for (OutboxEntry entry : setAside ? outbox.listSetAside(limit) : outbox.list(limit)) {
                if (json) {
                    json(fields(entry));
                } else {
                    out().println(entry.id() + "\t" + entry.createdAt() + "\t" + entry.attempts() + "\t"
                            + entry.message() + (entry.lastError() == null ? "" : "\t" + entry.lastError()));
                }
            }
            return ExitCode.DONE;
        }

        private static Map<String, @Nullable Object> fields(OutboxEntry entry) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("id", entry.id());
            fields.put("createdAt", entry.createdAt().toString());
            fields.put("attempts", entry.attempts());
            fields.put("lastError", entry.lastError());
            fields.put("setAside", entry.setAside());
            fields.put("message", entry.message());
            return fields;
        }
    }

    @Command(name = "replay", description = "Move the entries into SQS now, in order. Safe beside running daemons.")
    static final class Replay extends AppCommand {
        @Mixin
        private final DrainOptions options = new DrainOptions();

        @Option(
                names = "--set-aside",
                description = "First have those that were set aside wait again, in their places.")
        private boolean setAside;

        @Override
        int run(Application application) {
            if (setAside && !options.dryRun()) {
                out().println("outbox: " + application.outbox().takeBack() + " entries wait again");
            }
            return options.drain(application, out(), err());
        }
    }
}
