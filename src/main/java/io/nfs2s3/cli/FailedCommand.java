package io.nfs2s3.cli;

import picocli.CommandLine.Command;

@Command(
        name = "failed",
        description = "The files that could not be migrated.",
        subcommands = {FailedListCommand.class, FailedRetryCommand.class})
final class FailedCommand extends GroupCommand {}
