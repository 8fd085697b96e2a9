package io.nfs2s3.upload.spool;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a spool file line by line in bounded memory. Letters stand for bytes (ISO 8859-1), so nothing is altered. */
final class SpoolLines implements Closeable {
    /** @param ended whether a line break follows, or the longest line ended here; false for a torn last line */
    record Line(String text, boolean ended) {}

    private final InputStream in;

    SpoolLines(Path file) throws IOException {
        this.in = new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), 64 * 1024);
    }

    /** The next line; null at the end. */
    @Nullable
    Line next() throws IOException {
        StringBuilder text = new StringBuilder(200);
        while (text.length() < SpoolRecord.MAX_BYTES) {
            int read = in.read();
            if (read == '\n') {
                return new Line(text.toString(), true);
            }
            if (read < 0) {
                return text.isEmpty() ? null : new Line(text.toString(), false);
            }
            text.append((char) read);
        }
        return new Line(text.toString(), true);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
