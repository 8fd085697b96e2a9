package io.nfs2s3.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Makes the command line, with exit codes and error lines the same for all commands. */
public final class CommandLines {
    private static final List<Class<?>> COMMANDS = List.of(
            SettingsCommand.class,
            DoctorCommand.class,
            SchemaCommand.class,
            SiteCommand.class,
            EnqueueCommand.class,
            DaemonCommand.class,
            WorkerCommand.class,
            DrainCommand.class,
            OutboxCommand.class,
            BackfillCommand.class,
            AdoptCommand.class,
            RetireCommand.class,
            RestoreCommand.class,
            RollbackCommand.class,
            RunsCommand.class,
            FailedCommand.class,
            DlqCommand.class,
            SweepCommand.class,
            VerifyCommand.class,
            RecoverCommand.class,
            StatusCommand.class,
            ReportCommand.class,
            ProgressCommand.class,
            LedgerCommand.class,
            ControlCommand.class,
            ResolveCommand.class,
            ShowCommand.class,
            OriginCommand.class);

    private static final int MOST_MEANT = 3;

    private CommandLines() {}

    /**
     * A command line that is used once. It has the command that the first argument names, or all commands where it names
     * none: to make all of them takes a good part of the time of a short command.
     */
    public static CommandLine create(PrintWriter out, PrintWriter err, String... arguments) {
        Nfs2s3Command top = new Nfs2s3Command();
        CommandLine made = new CommandLine(top);
        List<Class<?>> named = COMMANDS.stream()
                .filter(command -> arguments.length > 0 && arguments[0].equals(name(command)))
                .toList();
        (named.isEmpty() ? COMMANDS : named).forEach(made::addSubcommand);
        return made.setExpandAtFiles(false) // a media path may begin with @
                .registerConverter(Duration.class, new DurationConverter())
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
                .setParameterExceptionHandler((error, given) -> {
                    CommandLine where = error.getCommandLine();
                    where.getErr().println("nfs2s3: " + error.getMessage() + meant(error));
                    where.getErr().println("Try '" + where.getCommandSpec().qualifiedName() + " --help'.");
                    return ExitCode.USAGE;
                });
    }

    /** What was meant by an option or a command that there is not. */
    private static String meant(ParameterException error) {
        if (!(error instanceof UnmatchedArgumentException unmatched)) {
            return "";
        }
        List<String> alike = unmatched.getSuggestions();
        return alike.isEmpty()
                ? ""
                : "; did you mean " + alike.stream().limit(MOST_MEANT).collect(Collectors.joining(", or ")) + "?";
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }
}
