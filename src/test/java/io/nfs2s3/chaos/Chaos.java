package io.nfs2s3.chaos;

import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/chaos}: the fault suites at full length. */
@Command(
        name = "scripts/chaos",
        mixinStandardHelpOptions = true,
        subcommandsRepeatable = false,
        description = "Break servers, connections and processes on purpose, and count what was lost.")
public final class Chaos {
    public static void main(String[] arguments) {
        CommandLine commands = new CommandLine(new Chaos());
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        System.exit(commands.execute(arguments.length == 0 ? new String[] {"--help"} : arguments));
    }

    @Command(
            name = "enqueue",
            mixinStandardHelpOptions = true,
            description = {
                "Upload hook, outbox, drain and spool. Starts PostgreSQL and SQS of its own.",
                "Exit code 1 when an upload was lost, or anything else was not as promised."
            })
    int enqueue(
            @Option(
                            names = "--seed",
                            paramLabel = "N",
                            description = "What all choices derive from; random by default.")
                    @Nullable
                    Long given,
            @Option(
                            names = "--minutes",
                            paramLabel = "M",
                            defaultValue = "0",
                            description = "Repeat the phase 'faults' with further seeds for so long.")
                    long minutes,
            @Option(names = "--phase", paramLabel = "NAME", description = "Only this one: ${COMPLETION-CANDIDATES}.")
                    @Nullable
                    Phase only)
            throws IOException {
        long seed = given == null ? new Random().nextInt(Integer.MAX_VALUE) : given;
        Reporter reporter = new Reporter(System.out::println);
        reporter.say("chaos enqueue: seed=" + seed);
        Path directory = Files.createTempDirectory("nfs2s3-chaos");
        try {
            Score score = new EnqueueChaos(seed, Scale.FULL, reporter)
                    .run(
                            directory,
                            only == null ? Arrays.asList(Phase.values()) : List.of(only),
                            Duration.ofMinutes(minutes));
            reporter.say("slowest call of the hook: " + score.slowest().toMillis() + " ms");
            reporter.say(score.line(seed));
            return score.holds() ? 0 : 1;
        } finally {
            Directories.delete(directory);
        }
    }
}
