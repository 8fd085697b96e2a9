package io.nfs2s3.lab.chaos.uploads;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The uploads that were accepted, in the order in which their calls returned; outlives its writer. Thread-safe. */
public final class Journal {
    private final Path file;

    public Journal(Path file) {
        this.file = file;
    }

    /** In one write, so that a kill leaves whole lines. */
    public synchronized void accepted(Version version) {
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
    public List<Version> read() {
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

    /** The number of the newest version of each path. */
    public Map<String, Integer> newest() {
        Map<String, Integer> newest = new HashMap<>();
        read().forEach(version -> newest.merge(version.path(), version.number(), Math::max));
        return newest;
    }
}
