package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.cli.ActOptions.Act;
import io.nfs2s3.lifecycle.rollback.RollbackSelection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rollback",
        description = {
            "Set pointers back from S3 to NFS, of files whose originals are there and proved to be what was copied.",
            "Without --yes it only says what it would do. Objects stay: pages that were given their URLs go on working. A file"
                    + " that cannot be proved is left as it is, and named with the reason (exit code 1).",
            "The files are HELD then, until 'rollback --undo' queues them again. Ends at SIGTERM or SIGINT; 'runs resume'"
                    + " goes on, also after a kill."
        })
final class RollbackCommand extends AppCommand {
    @Mixin
    private final FileSelectionOptions files = new FileSelectionOptions();

    @Option(names = "--undo", description = "Queue files again that were rolled back, by any run.")
    private boolean undo;

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "With --undo: only files that this run rolled back, see 'runs list'.")
    private @Nullable Long run;

    @Option(
            names = "--checksum",
            description = "Read each original. Else it is read only where its time is not the one that was recorded.")
    private boolean checksum;

    @Mixin
    private final RunOptions options = new RunOptions();

    @Override
    int run(Application application) {
        Act act = files.act();
        if (checksum && undo) {
            throw new IllegalArgumentException(
                    "--checksum: leave it out; the worker reads every file that is queued again anyway");
        }
        if (run != null && !undo) {
            throw new IllegalArgumentException("--run: only with --undo; say both, or choose files in another way");
        }
        RollbackSelection selection =
                new RollbackSelection(files.selection(application, run != null), undo, run, checksum);
        RollbackForeground foreground = new RollbackForeground(application, options, out(), err());
        return switch (act) {
            case DO -> foreground.start(selection);
            case DRY_RUN -> foreground.preview(selection);
            case PLAN -> foreground.plan(selection);
        };
    }
}
