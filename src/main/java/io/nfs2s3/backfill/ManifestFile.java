package io.nfs2s3.backfill;

import io.nfs2s3.media.NameRules;
import io.nfs2s3.source.NameText;
import io.nfs2s3.source.ScanEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A list of paths in a file: one a line, or separated by NUL as {@code find -print0} does. UTF-8, also packed by gzip.
 *
 * <p>Paths are relative to the source root, or absolute and below it. The files are not looked at here. Safe for use by several threads; each pass reads the file anew.
 */
public final class ManifestFile implements NameSource {
    private static final byte[] NOTHING = {};

    /** Opens what is read; whoever reads it closes it. */
    private interface Input {
        InputStream open() throws IOException;
    }

    private final String name;
    private final Input input;
    private final ManifestPaths paths;
    private final boolean nul;
    private final boolean whole;

    private ManifestFile(String name, Input input, ManifestPaths paths, boolean nul, boolean whole) {
        this.name = name;
        this.input = input;
        this.paths = paths;
        this.nul = nul;
        this.whole = whole;
    }

    /**
     * @param root the source root
     * @param rules for names that are left out
     * @param nul paths end at NUL instead of at the end of the line; so line breaks are part of them
     */
    public static ManifestFile of(Path file, Path root, NameRules rules, boolean nul) {
        return new ManifestFile(
                file.toString(), () -> Files.newInputStream(file), new ManifestPaths(root, rules::reason), nul, false);
    }

    /** The same of a stream, such as standard input: it can be read once. */
    public static ManifestFile of(InputStream stream, Path root, NameRules rules, boolean nul) {
        return new ManifestFile(
                "the manifest on standard input", () -> stream, new ManifestPaths(root, rules::reason), nul, false);
    }

    /** The lines of a stream, also those whose names are left out elsewhere. */
    public static ManifestFile ofAll(InputStream stream, Path root) {
        return new ManifestFile(
                "the list on standard input",
                () -> stream,
                new ManifestPaths(root, path -> Optional.empty()),
                false,
                false);
    }

    /** The same list; but a last line without a line break is bad, for it may be the beginning of a longer path. */
    public ManifestFile whole() {
        return new ManifestFile(name, input, paths, nul, true);
    }

    /** @throws IllegalArgumentException when it cannot be read, or not to its end; what was told until then is not all */
    @Override
    public void forEach(Consumer<ScanEntry> each) {
        long line = 0;
        try (InputStream stream = input.open()) {
            ManifestRecords records = new ManifestRecords(stream, nul ? '\0' : '\n');
            ByteArrayOutputStream record = new ByteArrayOutputStream();
            while (records.next(record)) {
                line = records.number();
                byte[] path = nul ? record.toByteArray() : line(record.toByteArray());
                if (path.length > 0) {
                    each.accept(records.cut() ? cut(line, path) : paths.found(where(line), path));
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    name + " cannot be read" + (line == 0 ? "" : " after line " + line) + ": " + e, e);
        }
    }

    private String where(long line) {
        return (nul ? "path " : "line ") + line;
    }

    /** Whoever writes NUL ends each path with one; people who write lines leave out the last line break. */
    private ScanEntry cut(long line, byte[] path) {
        if (nul) {
            throw new IllegalArgumentException(
                    name + " ends within path " + line + ", without a NUL: what wrote it was ended too early");
        }
        return whole
                ? new ScanEntry.Bad(
                        NameText.printable(path),
                        where(line) + ": the list ends within it: write it whole, with a line break at its end")
                : paths.found(where(line), path);
    }

    /** Without the carriage return that some systems end lines with; nothing of a line that is blank. */
    private static byte[] line(byte[] bytes) {
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        for (int i = 0; i < length; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t') {
                return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
            }
        }
        return NOTHING;
    }
}
