package io.nfs2s3.cli;

import io.nfs2s3.lifecycle.verify.Judged;
import io.nfs2s3.lifecycle.verify.Verdict;
import io.nfs2s3.media.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that {@code rclone check} writes, for scripts that read them: a path on each line, in the combined one behind a
 * sign and a blank. A path with a line break in it stands there as {@link Printable} shows it. Thread-safe.
 */
final class VerifyFiles implements AutoCloseable {
    private static final Path STANDARD_OUTPUT = Path.of("-");
    private final PrintWriter out;
    private final @Nullable Writer combined;
    private final Map<Verdict, Writer> byVerdict = new EnumMap<>(Verdict.class);

    /** @throws IllegalArgumentException when one of them cannot be written */
    VerifyFiles(VerifyOptions options, PrintWriter out) {
        this.out = out;
        this.combined = options.combined() == null ? null : open(options.combined());
        options.files().forEach((verdict, file) -> byVerdict.put(verdict, open(file)));
    }

    private Writer open(Path file) {
        if (file.equals(STANDARD_OUTPUT)) {
            return out;
        }
        try {
            return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the file " + file + " cannot be written: see whether its directory is there, and writable", e);
        }
    }

    synchronized void write(Judged judged) {
        Verdict verdict = judged.decision().verdict();
        String path = Printable.line(judged.path());
        try {
            if (combined != null) {
                combined.write(verdict.sign() + " " + path + "\n");
            }
            Writer own = byVerdict.get(verdict);
            if (own != null) {
                own.write(path + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        close(combined);
        byVerdict.values().forEach(this::close);
    }

    private void close(@Nullable Writer writer) {
        try {
            if (writer == out) {
                out.flush();
            } else if (writer != null) {
                writer.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
