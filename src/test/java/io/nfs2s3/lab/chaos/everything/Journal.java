package io.nfs2s3.lab.chaos.everything;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The uploads that were accepted, in the order in which their calls returned; outlives its writer. Thread-safe. */
final class Journal {
    private final Path file;

    Journal(Path file) {
        this.file = file;
    }

    /** In one write, so that a kill leaves whole lines. */
    synchronized void accepted(Version version) {
        try {
            Files.writeString(
                    file,
                    version.number() + " " + version.path() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has so far; its writer may be at work. */
    List<Version> read() {
        try {
            String text = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
            List<Version> versions = new ArrayList<>();
            for (String line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                int blank = line.indexOf(' ');
                versions.add(new Version(line.substring(blank + 1), Integer.parseInt(line.substring(0, blank))));
            }
            return versions;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
