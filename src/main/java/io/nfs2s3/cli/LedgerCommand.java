package io.nfs2s3.cli;

import picocli.CommandLine.Command;

@Command(
        name = "ledger",
        description = "What became of each pointer: when, by whom, on what evidence. docs/ledger.md says more.",
        subcommands = {LedgerListCommand.class, LedgerPruneCommand.class})
final class LedgerCommand extends GroupCommand {}
