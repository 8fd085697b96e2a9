package io.nfs2s3.cli;

import picocli.CommandLine.Command;

@Command(
        name = "backfill",
        description = "Files that were on NFS before the upload hook.",
        subcommands = {BackfillPlanCommand.class})
final class BackfillCommand extends GroupCommand {}
