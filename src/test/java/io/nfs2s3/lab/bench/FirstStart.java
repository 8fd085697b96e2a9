package io.nfs2s3.lab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts nfs2s3 once, so that no measured start is the one that keeps the classes for those after it. */
final class FirstStart {
    private FirstStart() {}

    /** @throws IllegalStateException with all that it printed, when it failed */
    static void run(Servers servers) throws IOException, InterruptedException {
        Path settings = servers.settingsFile("first-start", List.of("source.root = \"" + servers.home() + "\""));
        try (Nfs2s3Process first = Nfs2s3Process.start(
                "256m", List.of(), servers.home().resolve("first-start.out"), settings, List.of("schema", "info"))) {
            first.requireSuccess();
        }
    }
}
