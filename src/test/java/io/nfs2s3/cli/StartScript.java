package io.nfs2s3.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The start script of an installation, run with an environment of its own, in which there is no Java. */
final class StartScript {
    /** All that the script may call. Not every system has each of them. */
    private static final List<String> TOOLS = List.of(
            "cat",
            "cksum",
            "dirname",
            "env",
            "find",
            "locale",
            "ls",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "stat",
            "timeout",
            "touch",
            "tr");

    private final Path home;
    private final Path tools;

    /** What a start ended with and said. */
    record Ran(int code, String out, String err) {}

    /** A start that may still run. */
    record Start(Process process, Path out, Path err) {
        Ran ended() throws IOException, InterruptedException {
            int code = process.waitFor();
            return new Ran(code, Files.readString(out), Files.readString(err));
        }
    }

    /**
     * Takes what is installed at a place.
     *
     * @param directory for what it needs itself, and for what is printed
     */
    StartScript(Path home, Path directory) throws IOException {
        this.home = home;
        this.tools = Files.createDirectory(directory.resolve("tools"));
        for (String tool : TOOLS) {
            Optional<Path> found = Stream.of("/usr/bin", "/bin")
                    .map(place -> Path.of(place, tool))
                    .filter(Files::isExecutable)
                    .findFirst();
            if (found.isPresent()) {
                Files.createSymbolicLink(tools.resolve(tool), found.get());
            }
        }
    }

    Path file() {
        return home.resolve("bin/nfs2s3");
    }

    /** The PATH, with no Java on it. */
    String path() {
        return tools.toString();
    }

    Ran run(Map<String, String> variables, String... arguments) throws IOException, InterruptedException {
        return run(file(), variables, arguments);
    }

    Ran run(Path file, Map<String, String> variables, String... arguments) throws IOException, InterruptedException {
        return start(file, variables, arguments).ended();
    }

    /**
     * Starts it and does not wait.
     *
     * @param file the script, or a link to it
     * @param variables all of the environment, but for the PATH and what keeps the test from the network
     */
    Start start(Path file, Map<String, String> variables, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(Arrays.asList(arguments));
        Map<String, String> environment =
                new HashMap<>(Map.of("PATH", path(), "NFS2S3_CACHE", "off", "AWS_EC2_METADATA_DISABLED", "true"));
        environment.putAll(variables);
        Path out = Files.createTempFile(tools.getParent(), "start", ".out");
        Path err = Files.createTempFile(tools.getParent(), "start", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Start(builder.start(), out, err);
    }
}
