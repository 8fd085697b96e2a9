package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.cli.ActOptions.Act;
import io.nfs2s3.lifecycle.FileRequest;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.retire.Retire.Direction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "retire",
        description = {
            "Take NFS originals away, of files that have been MIGRATED for longer than retire.grace: each is read and proved,"
                    + " and so is its object; then it is moved into the trash, .nfs2s3-trash below the source root.",
            "Without --yes it only says what it would do; with it, only if retire.enabled = true. A file that cannot be proved"
                    + " is left as it is, and named with the reason (exit code 1).",
            "--restore moves originals out of the trash again. --empty removes those for good that have been there for longer"
                    + " than retire.keepInTrash. Ends at SIGTERM or SIGINT; 'runs resume' goes on, also after a kill."
        })
final class RetireCommand extends AppCommand {
    @Mixin
    private final FileSelectionOptions files = new FileSelectionOptions();

    @Option(names = "--restore", description = "Move originals out of the trash, under their names.")
    private boolean restore;

    @Option(names = "--empty", description = "Remove originals for good that have been in the trash for long enough.")
    private boolean empty;

    @Option(
            names = "--remove-empty-directories",
            description =
                    "Remove directories that became empty by this, and have not changed for longer than retire.grace.")
    private boolean directories;

    @Option(
            names = "--max-delete",
            paramLabel = "N",
            description = "Take so many away at most; also bounded by retire.mostFiles and retire.mostPercent.")
    private long most = Long.MAX_VALUE;

    @Option(
            names = "--through-cdn",
            description =
                    "Also read each object to its end through every CDN host, as readers do. A file that a host does"
                            + " not give is left.")
    private boolean throughCdn;

    @Mixin
    private final RunOptions options = new RunOptions();

    private Direction direction() {
        if (directories) {
            return Direction.DIRECTORIES;
        }
        return restore ? Direction.PUT_BACK : empty ? Direction.EMPTY : Direction.RETIRE;
    }

    @Override
    int run(Application application) {
        FileSelection selection = files.selection(application);
        Act act = files.act();
        if ((restore ? 1 : 0) + (empty ? 1 : 0) + (directories ? 1 : 0) > 1) {
            throw new IllegalArgumentException("say --restore, --empty or --remove-empty-directories: one of them");
        }
        if (most < 1) {
            throw new IllegalArgumentException("--max-delete " + most + ": give 1 or more");
        }
        if (throughCdn && (restore || empty || directories)) {
            throw new IllegalArgumentException(
                    "--through-cdn: not with --restore, --empty or --remove-empty-directories; leave it out");
        }
        Direction direction = direction();
        RetireForeground foreground = new RetireForeground(application, options, out(), err());
        FileRequest request = new FileRequest(selection, most, throughCdn);
        return switch (act) {
            case DO -> foreground.start(direction, request);
            case DRY_RUN -> foreground.preview(direction, request);
            case PLAN -> foreground.plan(direction, request);
        };
    }
}
