package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.outbox.OutboxStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "outbox",
        description = "The uploads that wait for SQS in the database.",
        subcommands = {OutboxCommand.Status.class, OutboxListCommand.class, OutboxCommand.Replay.class})
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
                out().println(OutboxText.status(status));
                application
                        .outbox()
                        .drainer()
                        .ifPresent(drainer ->
                                out().println("drained for " + drainer.seconds() + " s by " + drainer.owner()));
            }
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "replay",
            description = {
                "Move the entries into SQS now, in order. Safe beside running daemons: one drainer works at a time.",
                "With --since or --until only those that were written in that time; the others stay where they are. In that"
                        + " time the order is kept, and the replay stops at the first entry that SQS does not take. An"
                        + " older upload of the same path that stays may be overtaken, which does no harm: the worker"
                        + " compares generations."
            })
    static final class Replay extends AppCommand {
        @Mixin
        private final DrainOptions options = new DrainOptions();

        @Option(
                names = "--take-back",
                description = "First have those that were set aside wait again, in their places.")
        private boolean takeBack;

        @Override
        int run(Application application) {
            return options.drain(application, takeBack, out(), err());
        }
    }
}
