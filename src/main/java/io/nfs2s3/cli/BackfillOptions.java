package io.nfs2s3.cli;

import picocli.CommandLine.Option;

/** The options that every command has that runs a backfill. */
final class BackfillOptions {
    @Option(names = "--dry-run", description = "Only say what would be done: count the names, change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "An event a second as one line of JSON, and one at the end.")
    private boolean json;

    boolean dryRun() {
        return dryRun;
    }

    boolean json() {
        return json;
    }
}
