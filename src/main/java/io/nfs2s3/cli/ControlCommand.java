package io.nfs2s3.cli;

import picocli.CommandLine.Command;

@Command(
        name = "control",
        description = "What operators did over HTTP: when, who, and from where. docs/control.md says more.",
        subcommands = ControlListCommand.class)
final class ControlCommand extends GroupCommand {}
