package io.nfs2s3.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        try {
            Files.writeString(file(), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return SettingsReader.read(Optional.of(file()), environment);
    }

    List<String> problems(String text) {
        return problems(text, Map.of());
    }

    List<String> problems(String text, Map<String, String> environment) {
        try {
            throw new AssertionError("taken: " + read(text, environment));
        } catch (SettingsException e) {
            return String.valueOf(e.getMessage()).lines().toList();
        }
    }
}
