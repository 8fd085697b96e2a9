package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.cli.ActOptions.Act;
import io.nfs2s3.lifecycle.FileSelection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "restore",
        description = {
            "Write NFS originals anew from their objects, of files that are RETIRED, or MIGRATED and without an original.",
            "Each is written under another name, proved by its checksum, and gets its name without replacing another file; then"
                    + " it is MIGRATED. Originals that are in the trash come back by 'retire --restore'.",
            "Without --yes it only says what it would do. Ends at SIGTERM or SIGINT; 'runs resume' goes on, also after a kill."
        })
final class RestoreCommand extends AppCommand {
    @Mixin
    private final FileSelectionOptions files = new FileSelectionOptions();

    @Mixin
    private final RunOptions options = new RunOptions();

    @Override
    int run(Application application) {
        FileSelection selection = files.selection(application);
        Act act = files.act();
        RestoreForeground foreground = new RestoreForeground(application, options, out(), err());
        return switch (act) {
            case DO -> foreground.start(selection);
            case DRY_RUN -> foreground.preview(selection);
            case PLAN -> foreground.plan(selection);
        };
    }
}
