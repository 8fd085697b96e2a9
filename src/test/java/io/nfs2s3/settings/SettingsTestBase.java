package io.nfs2s3.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** Reads settings from a file of its own. */
abstract class SettingsTestBase {
    @TempDir
    private Path directory;

    Path file() {
        return directory.resolve("site.conf");
    }

    Settings read(String text) {
        return read(text, Map.of());
    }

    Settings read(String text, Map<String, String> environment) {
        return SettingsReader.read(Optional.of(write("site.conf", text)), environment);
    }

    List<String> problems(String text) {
        return problems(text, Map.of());
    }

    /** Each in one line, without the place behind it. */
    List<String> problems(String text, Map<String, String> environment) {
        String place = "(" + Pattern.quote(file().toString()) + ":[0-9]+|environment \\w+)";
        return placed(text, environment).stream()
                .map(problem -> problem.replaceFirst(" \\(" + place + "(, " + place + ")*\\)$", ""))
                .toList();
    }

    /** Each in one line, with the place. */
    List<String> placed(String text, Map<String, String> environment) {
        try {
            throw new AssertionError("taken: " + read(text, environment));
        } catch (SettingsException e) {
            return e.problems();
        }
    }

    /** What is in force by such a file. */
    SettingsInForce inForce(String text, Map<String, String> environment) {
        return SettingsReader.inForce(Optional.of(write("site.conf", text)), environment);
    }

    /** Writes a file beside that of the settings. */
    Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
