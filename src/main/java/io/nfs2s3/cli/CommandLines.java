package io.nfs2s3.cli;

import java.io.PrintWriter;
import picocli.CommandLine;

/** Makes the command line, with exit codes and error lines the same for all commands. */
public final class CommandLines {
    private CommandLines() {}

    /** A command line that is used once. */
    public static CommandLine create(PrintWriter out, PrintWriter err) {
        Nfs2s3Command top = new Nfs2s3Command();
        return new CommandLine(top)
                .setOut(new TerminalWriter(out))
                .setErr(new TerminalWriter(err))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((error, commandLine, parsed) -> {
                    if (top.verbose()) {
                        error.printStackTrace(commandLine.getErr());
                    }
                    ExitCode.Told told = ExitCode.of(error);
                    told.lines().forEach(line -> commandLine.getErr().println("nfs2s3: " + line));
                    return told.code();
                })
                .setParameterExceptionHandler((error, arguments) -> {
                    CommandLine where = error.getCommandLine();
                    where.getErr().println("nfs2s3: " + error.getMessage());
                    where.getErr().println("Try '" + where.getCommandSpec().qualifiedName() + " --help'.");
                    return ExitCode.USAGE;
                });
    }
}
