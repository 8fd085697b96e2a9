package io.nfs2s3.docs;

import io.nfs2s3.testing.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A language of the examples in the documents: how to run one, and whether that can be done here. */
enum Language {
    PHP("php", "php", "php", "-r", "exit(extension_loaded('pdo_pgsql') ? 0 : 1);"),
    PYTHON("python", "py", "python3", "-c", "import psycopg"),
    RUBY("ruby", "rb", "ruby", "-e", "require 'pg'");

    private final String fence;
    private final String extension;
    private final String program;
    private final String inline;
    private final String probe;

    Language(String fence, String extension, String program, String inline, String probe) {
        this.fence = fence;
        this.extension = extension;
        this.program = program;
        this.inline = inline;
        this.probe = probe;
    }

    /** What stands behind the three backticks. */
    String fence() {
        return fence;
    }

    /** The file of docs/example that uploads a file. */
    Path upload() {
        return Path.of("docs/example/upload." + extension);
    }

    /** Whether the interpreter is there, and can talk to PostgreSQL. */
    boolean isHere() throws IOException, InterruptedException {
        if (!Programs.isOnPath(program)) {
            return false;
        }
        Process asked = new ProcessBuilder(List.of(program, inline, probe))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return asked.waitFor() == 0;
    }

    /** Runs a script. @return what it printed, errors and all, if its exit code is 0 */
    String run(Path script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program, script.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("snippet", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        String printed = Files.readString(output, StandardCharsets.UTF_8).strip();
        Files.delete(output);
        if (code != 0) {
            throw new IllegalStateException(program + " ended with " + code + ": " + printed);
        }
        return printed;
    }
}
