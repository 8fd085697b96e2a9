package io.nfs2s3.lab.bench;

import io.nfs2s3.app.Application;
import io.nfs2s3.settings.SettingsReader;
import io.nfs2s3.testing.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Has the processes of nfs2s3 start with the classes kept by {@code scripts/faststart}, or sees that none are kept. */
final class FastStart {
    private static final Path ARCHIVE = Path.of("target/nfs2s3.jsa");

    private FastStart() {}

    /** @throws IllegalStateException with all that it printed, when it failed */
    static void prepare(boolean wanted, Servers servers) throws IOException {
        if (!wanted) {
            Files.deleteIfExists(ARCHIVE);
            System.out.println("bench: no classes are kept for a faster start");
            return;
        }
        System.out.println("bench: runs scripts/faststart, as an operator does after an update");
        Path settings = servers.settingsFile("faststart", List.of("source.root = \"" + servers.home() + "\""));
        setUp(settings);
        try (JavaProcess faststart = JavaProcess.script("faststart", "", "--config", settings.toString())) {
            if (faststart.exitCode() != 0) {
                throw new IllegalStateException("scripts/faststart failed: " + faststart.output());
            }
        }
    }

    /** So that the doctor finds no fault. */
    private static void setUp(Path settings) {
        try (Application application = new Application(SettingsReader.read(Optional.of(settings), Map.of()))) {
            application.sqlHook().write();
            application.sqlUrls().write();
            application.doctor().create();
        }
    }
}
