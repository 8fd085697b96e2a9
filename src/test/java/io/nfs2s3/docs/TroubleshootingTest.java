package io.nfs2s3.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An operator finds each log line and each failure code in docs/troubleshooting.md. */
class TroubleshootingTest {
    private static final Path DOCUMENT = Path.of("docs/troubleshooting.md");
    /** The words of a line, up to its first key or value. */
    private static final Pattern LINE =
            Pattern.compile("\\blog\\s*\\.(?:info|warn|error)\\(\\s*\"(.+?)(?: \\w+=| ?\\{|\"\\s*[,)])");

    @Test
    void every_log_line_above_debug_has_a_row() throws IOException {
        String document = Files.readString(DOCUMENT);
        List<String> unknown = new ArrayList<>();
        int lines = 0;
        for (Path source : sources()) {
            List<String> found = LINE.matcher(Files.readString(source))
                    .results()
                    .map(line -> line.group(1))
                    .toList();
            lines += found.size();
            found.stream()
                    .filter(line -> !document.contains("`" + line))
                    .forEach(line -> unknown.add(source.getFileName() + ": " + line));
        }

        assertThat(lines).isPositive();
        assertThat(unknown).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void every_failure_code_has_a_row(FailureCode code) throws IOException {
        assertThat(Files.readString(DOCUMENT)).contains("| `" + code + "` |");
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
