package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.cli.ActOptions.Act;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "recover",
        description = {
            "Bring rows and objects together after the database was restored from a backup, or lost. What the objects say of"
                    + " themselves and what is on NFS decide; docs/recover.md says how, docs/backup.md in which order.",
            "Without --yes it only says what it would do. With it the site rests until it is done, and goes on then. A file of"
                    + " which nothing proves the right copy is left as it is, and named (exit code 1).",
            "Ends at SIGTERM or SIGINT; the same command goes on, also after a kill."
        })
final class RecoverCommand extends AppCommand {
    @Option(
            names = "--site",
            paramLabel = "ID",
            description =
                    "For a new, empty database: become that of the site with this id, whose marker is in the bucket. Its"
                            + " own database must be gone, and its daemons stopped.")
    private String site = "";

    @Mixin
    private final ActOptions act = new ActOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description =
                    "At most so many files of each fate are named without --yes; ${DEFAULT-VALUE} without it. All that are"
                            + " undecided are named, and with --json all that are not as they should be.")
    private int limit = 20;

    @Mixin
    private final RunOptions options = new RunOptions();

    @Override
    int run(Application application) {
        Limit.require(limit);
        Act asked = act.act();
        RecoverForeground foreground = new RecoverForeground(application, options, out(), err());
        return switch (asked) {
            case DO -> foreground.start(site);
            case DRY_RUN -> foreground.preview(site, limit);
            case PLAN -> foreground.plan(site);
        };
    }
}
