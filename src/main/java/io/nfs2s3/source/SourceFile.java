package io.nfs2s3.source;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file that is open for reading, on one reader thread. Reads and checks are abandoned at their deadline.
 *
 * <p>The file was resolved to its real path inside the source root before it was opened, is opened without following a
 * link, and is looked up by its name again at the end, so that a link swapped in between is found out.
 */
public final class SourceFile {
    private static final int READ_BYTES = 128 * 1024;

    private final MediaPath path;
    private final Path named;
    private final Path real;
    private final Fingerprint before;
    private InputStream stream;
    private final ReaderPool.Watch watch;

    private SourceFile(
            MediaPath path, Path named, Path real, Fingerprint before, InputStream stream, ReaderPool.Watch watch) {
        this.path = path;
        this.named = named;
        this.real = real;
        this.before = before;
        this.stream = stream;
        this.watch = watch;
    }

    /** @throws NoSuchFileException when it is not there, or not any more */
    static SourceFile open(Path realRoot, MediaPath path, ReaderPool.Watch watch) throws IOException {
        Path named = realRoot.resolve(path.value());
        return watch.timed(() -> {
            Path real = inside(realRoot, named);
            BasicFileAttributes attributes = attributes(real);
            InputStream stream = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS);
            return new SourceFile(path, named, real, Fingerprint.of(attributes), stream, watch);
        });
    }

    /** Where a name leads, links followed, if that is inside the root. */
    static Path inside(Path realRoot, Path named) throws IOException {
        Path real = named.toRealPath();
        if (!real.startsWith(realRoot)) {
            throw new MigrationException(
                    FailureCode.SOURCE_OUTSIDE_ROOT, "a symbolic link leads out of the source root, to " + real);
        }
        return real;
    }

    /** The attributes of what must be a file. */
    static BasicFileAttributes attributes(Path real) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new MigrationException(FailureCode.SOURCE_NOT_A_FILE, "it is " + what(attributes) + ", not a file");
        }
        return attributes;
    }

    private static String what(BasicFileAttributes attributes) {
        return attributes.isDirectory() ? "a directory" : "a device, pipe or socket";
    }

    public MediaPath path() {
        return path;
    }

    /** Size, time and identity before the first read. */
    public Fingerprint fingerprint() {
        return before;
    }

    /** Fills the buffer as far as the file goes, and flips it for reading. */
    public void read(ByteBuffer buffer) {
        watch.checkWanted();
        try {
            buffer.limit(buffer.position() + watch.timed(() -> fill(buffer)));
        } catch (IOException e) {
            throw SourceErrors.classify(path, e);
        }
    }

    /** The JDK keeps for each thread, for ever, as much memory outside the heap as the thread once read at a time. */
    private int fill(ByteBuffer buffer) throws IOException {
        int start = buffer.arrayOffset() + buffer.position();
        int length = 0;
        int read = 0;
        while (read >= 0 && length < buffer.remaining()) {
            read = stream.read(buffer.array(), start + length, Math.min(READ_BYTES, buffer.remaining() - length));
            length += Math.max(0, read);
        }
        return length;
    }

    /** Has the next read begin at the first byte again. */
    public void rewind() {
        watch.checkWanted();
        try {
            // opened anew, for only streams that the JDK opens itself are safe from interruptions
            stream = watch.timed(() -> {
                stream.close();
                return Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS);
            });
        } catch (NoSuchFileException e) {
            throw new MigrationException(FailureCode.SOURCE_CHANGED, "it was removed while it was read", e);
        } catch (IOException e) {
            throw SourceErrors.classify(path, e);
        }
    }

    /**
     * Checks that the path still names the file that was opened, unchanged, and that nothing is left to read.
     *
     * @throws MigrationException with {@code SOURCE_CHANGED} when it does not
     */
    public void checkUnchanged() {
        watch.checkWanted();
        try {
            boolean same = watch.timed(() -> stream.read() == -1
                    && Fingerprint.of(Files.readAttributes(named, BasicFileAttributes.class))
                            .equals(before));
            if (!same) {
                throw new MigrationException(FailureCode.SOURCE_CHANGED, "it changed while it was read");
            }
        } catch (NoSuchFileException e) {
            throw new MigrationException(FailureCode.SOURCE_CHANGED, "it was removed while it was read", e);
        } catch (IOException e) {
            throw SourceErrors.classify(path, e);
        }
    }

    void close() {
        try {
            watch.timed(() -> {
                stream.close();
                return true;
            });
        } catch (IOException e) {
            throw SourceErrors.classify(path, e);
        }
    }
}
