package io.nfs2s3.source;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of one try to write an original, under another name until it is whole. All tries of an original have the same name for
 * it, so that what one left is found without a look at the whole directory; so a try that comes back late must not take it from the
 * next one. For one thread.
 */
final class TemporaryFile {
    private static final Logger log = LoggerFactory.getLogger(TemporaryFile.class);

    private final SecureDirectoryStream<Path> directory;
    private final Path name;

    /** Tells the file from those of other tries; null until it is there. */
    private @Nullable Object key;

    TemporaryFile(SecureDirectoryStream<Path> directory, Path name) {
        this.directory = directory;
        this.name = name;
    }

    Path name() {
        return name;
    }

    /** Makes it; what has its name must be gone. */
    FileChannel create(ReaderPool.Watch watch) throws IOException {
        watch.checkWanted();
        FileChannel out = watch.timed(() -> (FileChannel) directory.newByteChannel(
                name, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)));
        try {
            watch.checkWanted(); // or the name may be the next try's by now
            key = watch.timed(() -> Objects.requireNonNull(
                    Descent.look(directory, name).fileKey(), "the mount does not tell files apart"));
            return out;
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    /** Whoever may write to the directory may have put something else there under the name since. */
    void requireOwn() throws IOException {
        BasicFileAttributes found = Descent.look(directory, name);
        if (!found.isRegularFile() || !Objects.equals(found.fileKey(), key)) {
            throw new IOException("another file took the place of " + name + " while it was written");
        }
    }

    /** Whether a name of the directory is this file's. */
    boolean has(Path other) throws IOException {
        return Objects.equals(key, Descent.look(directory, other).fileKey());
    }

    /** Takes away what has a name. @return whether there was something */
    static boolean delete(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        try {
            directory.deleteFile(name);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Takes the name away while it is this file's: else it may be that of another try, or of whoever may write to the directory.
     * What is left the next restore of the path takes away.
     *
     * @return whether it was there
     */
    boolean clean() {
        try {
            return key != null && has(name) && delete(directory, name);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            log.warn("a temporary file is left name={} error={}", name, e.toString());
            return false;
        }
    }
}
