package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "drain",
        description = {
            "Move the outbox into SQS now, in order. Safe beside running daemons: one drainer works at a time.",
            "Same as 'outbox replay'."
        })
final class DrainCommand extends AppCommand {
    @Mixin
    private final DrainOptions options = new DrainOptions();

    @Override
    int run(Application application) {
        return options.drain(application, false, out(), err());
    }
}
