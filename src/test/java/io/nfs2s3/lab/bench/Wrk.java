package io.nfs2s3.lab.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks an HTTP server by wrk, a process of its own: each connection asks for one file after the other. */
final class Wrk {
    /**
     * What came of it.
     *
     * @param p99Millis the time that 99 of 100 requests did not exceed
     * @param errors answers other than 200, connections that broke, and answers that did not come
     */
    record Load(double perSecond, double p99Millis, long errors) {}

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("\\s99%\\s+([0-9.]+)(us|ms|s|m)\\b");
    private static final Pattern STATUSES = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern SOCKETS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final Map<String, Double> MILLIS = Map.of("us", 0.001, "ms", 1.0, "s", 1_000.0, "m", 60_000.0);
    private static final int THREADS = 2;

    /** Each thread begins at another path, so that they do not run one behind the other. */
    private static final String SCRIPT = """
            local paths = {}
            for line in io.lines("%s") do paths[#paths + 1] = line end
            local threads = 0
            function setup(thread) thread:set("start", threads); threads = threads + 1 end
            local at = 0
            function init(args) at = math.floor(start * #paths / %d) end
            function request() at = at %% #paths + 1; return wrk.format("GET", paths[at]) end
            """;

    private final TimedCommand commands;
    private final Path script;
    private final int connections;

    /** @param paths as they stand in URLs, each with its first slash */
    Wrk(Path directory, List<String> paths, int connections) throws IOException {
        this.commands = new TimedCommand(directory);
        this.connections = connections;
        Path list = Files.write(directory.resolve("paths"), paths);
        this.script = Files.writeString(directory.resolve("paths.lua"), SCRIPT.formatted(list, THREADS));
    }

    Load run(URI server, int seconds) throws IOException, InterruptedException {
        TimedCommand.Usage usage = commands.run(
                List.of(
                        "wrk",
                        "--latency",
                        "-t" + THREADS,
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "-s",
                        script.toString(),
                        server.toString()),
                Map.of());
        if (usage.exitCode() != 0) {
            throw new IllegalStateException("wrk ended with " + usage.exitCode() + ": " + usage.output());
        }
        return parse(usage.output());
    }

    static Load parse(String output) {
        Matcher rate = RATE.matcher(output);
        Matcher p99 = P99.matcher(output);
        if (!rate.find() || !p99.find()) {
            throw new IllegalArgumentException("wrk told no figures: " + output);
        }
        long errors = 0;
        for (Matcher matcher : List.of(STATUSES.matcher(output), SOCKETS.matcher(output))) {
            if (matcher.find()) {
                for (int group = 1; group <= matcher.groupCount(); group++) {
                    errors += Long.parseLong(matcher.group(group));
                }
            }
        }
        return new Load(
                Double.parseDouble(rate.group(1)),
                Double.parseDouble(p99.group(1)) * MILLIS.getOrDefault(p99.group(2), 1.0),
                errors);
    }

    static String text(Load load) {
        return String.format(
                Locale.ROOT,
                "%,9.0f requests/s   p99 %,8.2f ms   errors %d",
                load.perSecond(),
                load.p99Millis(),
                load.errors());
    }
}
