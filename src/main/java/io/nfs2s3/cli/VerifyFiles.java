package io.nfs2s3.cli;

import io.nfs2s3.lifecycle.verify.Judged;
import io.nfs2s3.lifecycle.verify.Verdict;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files that {@code rclone check} writes, for scripts that read them: a path on each line, in the combined one behind a
 * sign and a blank. A path with a line break in it stands there as {@link Printable} shows it. None appears before all of them
 * are whole. Thread-safe.
 */
final class VerifyFiles implements AutoCloseable {
    private static final Path STANDARD_OUTPUT = Path.of("-");
    private final PrintWriter out;
    private final @Nullable Writer combined;
    private final Map<Verdict, Writer> byVerdict = new EnumMap<>(Verdict.class);
    private final List<WholeFile> files = new ArrayList<>();

    /** @throws IllegalArgumentException when one of them cannot be written, or two are the same */
    VerifyFiles(VerifyOptions options, PrintWriter out) {
        this.out = out;
        Set<Path> named = new HashSet<>();
        Path all = options.combined();
        if (all != null) {
            check(all, named, options.json());
        }
        options.files().values().forEach(file -> check(file, named, options.json()));
        this.combined = all == null ? null : open(all);
        options.files().forEach((verdict, file) -> byVerdict.put(verdict, open(file)));
    }

    private VerifyFiles(PrintWriter out) {
        this.out = out;
        this.combined = null;
    }

    /** No files at all. */
    static VerifyFiles none(PrintWriter out) {
        return new VerifyFiles(out);
    }

    private static void check(Path file, Set<Path> named, boolean json) {
        if (!named.add(real(file))) {
            throw new IllegalArgumentException("two options name the file " + file + ": give each its own");
        }
        if (json && file.equals(STANDARD_OUTPUT)) {
            throw new IllegalArgumentException("--json and a file - both write to standard output: give one a file");
        }
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) { // it is not there yet
            return file.toAbsolutePath().normalize();
        }
    }

    private Writer open(Path file) {
        if (file.equals(STANDARD_OUTPUT)) {
            return out;
        }
        try {
            WholeFile whole = new WholeFile(file);
            files.add(whole);
            return whole.writer();
        } catch (IOException e) {
            close();
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
            throw cannotBeWritten(e);
        }
    }

    /** All is written: the files appear. */
    synchronized void finish() {
        try {
            for (WholeFile file : files) {
                file.end(); // as on a full disk it may fail
            }
            for (WholeFile file : files) {
                file.appear();
            }
        } catch (IOException e) {
            throw cannotBeWritten(e);
        }
    }

    /** What was not finished is left out: a file of an earlier verify stays as it was. */
    @Override
    public synchronized void close() {
        out.flush();
        UncheckedIOException failed = null;
        for (WholeFile file : files) {
            try {
                file.close();
            } catch (UncheckedIOException e) { // of the others, too, no part stays
                failed = e;
            }
        }
        if (failed != null) {
            throw cannotBeWritten(failed);
        }
    }

    /** As on a full disk. */
    private static DependencyDownException cannotBeWritten(Exception error) {
        return new DependencyDownException("the files of paths cannot be written: " + ErrorText.ofRoot(error)
                + "; make room, or name another place, and begin a new verify for them");
    }
}
