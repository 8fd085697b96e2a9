package io.nfs2s3.cli;

import picocli.CommandLine.Command;

@Command(
        name = "progress",
        description = "The counters of files and bytes that status and the views of the database show.",
        subcommands = ProgressReconcileCommand.class)
final class ProgressCommand extends GroupCommand {}
