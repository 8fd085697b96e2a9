package io.nfs2s3.cli;

import io.nfs2s3.app.ReportJson;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that goes by the settings, and what all of them share: where they print to. */
@Command
abstract class ConfiguredCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
    private CommandSpec spec;

    /** With all that precedes it, such as {@code nfs2s3 site show}. */
    final String qualifiedName() {
        return spec.qualifiedName();
    }

    final Nfs2s3Command top() {
        return (Nfs2s3Command) spec.root().userObject();
    }

    /** Whether paths are read from standard input: by a single {@code -}, or as the list of {@code --files-from}. */
    final boolean takesStandardInput() {
        return Stream.<ArgSpec>concat(
                        spec.positionalParameters().stream(),
                        spec.options().stream()
                                .filter(option -> option.longestName().equals("--files-from")))
                .anyMatch(argument -> GivenPaths.areOnStandardInput(argument.stringValues()));
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** One line of JSON on standard output. */
    final void json(Object report) {
        out().println(ReportJson.write(report));
    }
}
