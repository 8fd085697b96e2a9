package io.nfs2s3.cli;

import picocli.CommandLine.Option;

/** Whether a command does what it is asked for, or, as without these options, only says what it would do. */
final class YesOptions {
    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Only say what would be done, as without --yes.")
    private boolean dryRun;

    /** @throws IllegalArgumentException when both are said */
    boolean yes() {
        if (yes && dryRun) {
            throw new IllegalArgumentException("say --yes or --dry-run, not both");
        }
        return yes;
    }

    boolean dryRun() {
        return dryRun;
    }
}
