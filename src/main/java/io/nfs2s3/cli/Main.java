package io.nfs2s3.cli;

import io.nfs2s3.logs.LogSetup;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The entry point of {@code scripts/nfs2s3}. */
public final class Main {
    /** Read by config/logback.xml. */
    private static final String LOG_LEVEL = "nfs2s3.log.level";

    private Main() {}

    public static void main(String[] decoded) {
        LogSetup.begin(System.getenv());
        setLogLevel(Arrays.asList(decoded));
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        System.exit(run(decoded, out, err));
    }

    private static int run(String[] decoded, PrintWriter out, PrintWriter err) {
        String[] arguments;
        try {
            arguments = RawArguments.of(decoded);
        } catch (IllegalArgumentException e) {
            err.println("nfs2s3: " + e.getMessage());
            return ExitCode.USAGE;
        }
        return CommandLines.create(out, err, arguments).execute(arguments);
    }

    /** Before the first logger is made. What runs for long tells its events; a command only what fails. */
    private static void setLogLevel(List<String> arguments) {
        if (System.getProperty(LOG_LEVEL) == null) {
            boolean verbose = arguments.contains("-v") || arguments.contains("--verbose");
            System.setProperty(LOG_LEVEL, verbose ? "DEBUG" : level(arguments));
        }
    }

    private static String level(List<String> arguments) {
        if (arguments.contains("daemon") || arguments.contains("origin")) {
            return "INFO";
        }
        return arguments.contains("worker") ? "WARN" : "ERROR"; // it has a line of progress of its own
    }
}
