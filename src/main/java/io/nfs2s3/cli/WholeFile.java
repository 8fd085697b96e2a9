package io.nfs2s3.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears when it is whole: until then it has a name of its own beside it. What is no plain file, such as a pipe,
 * is written as it is. For one thread.
 */
final class WholeFile implements AutoCloseable {
    private final Path file;
    private final Path part;
    private final Writer writer;

    WholeFile(Path named) throws IOException {
        this.file = Files.isRegularFile(named) ? named.toRealPath() : named;
        boolean special = Files.exists(file) && !Files.isRegularFile(file);
        this.part =
                special ? file : Path.of(file + "." + ProcessHandle.current().pid() + ".part");
        this.writer = special
                ? Files.newBufferedWriter(part, StandardCharsets.UTF_8)
                : Files.newBufferedWriter(
                        part, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    Writer writer() {
        return writer;
    }

    /** Nothing more is written. */
    void end() throws IOException {
        writer.close();
    }

    /** Puts it, ended, in the place of the file that there may be. */
    void appear() throws IOException {
        if (!part.equals(file)) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Leaves it out, if it was not finished. */
    @Override
    public void close() {
        try {
            try {
                writer.close();
            } finally {
                if (!part.equals(file)) {
                    Files.deleteIfExists(part);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
