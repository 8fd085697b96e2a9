package io.nfs2s3.lab.chaos;

import io.nfs2s3.lab.chaos.backfill.BackfillChaosCommand;
import io.nfs2s3.lab.chaos.enqueue.EnqueueCommand;
import io.nfs2s3.lab.chaos.everything.EverythingCommand;
import io.nfs2s3.lab.chaos.lifecycle.LifecycleCommand;
import io.nfs2s3.lab.chaos.worker.WorkerCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code scripts/chaos}: the fault suites at full length. */
@Command(
        name = "scripts/chaos",
        mixinStandardHelpOptions = true,
        subcommandsRepeatable = false,
        subcommands = {
            EnqueueCommand.class,
            WorkerCommand.class,
            BackfillChaosCommand.class,
            LifecycleCommand.class,
            EverythingCommand.class
        },
        description = "Break servers, connections and processes on purpose, and count what was lost.")
public final class Chaos {
    public static void main(String[] arguments) {
        CommandLine commands = new CommandLine(new Chaos());
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        System.exit(commands.execute(arguments.length == 0 ? new String[] {"--help"} : arguments));
    }
}
