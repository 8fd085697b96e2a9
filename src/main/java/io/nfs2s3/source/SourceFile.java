package io.nfs2s3.source;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.NameRules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.zip.CRC32C;

/**
 * A file that is open for reading, on one reader thread. Reads and checks are abandoned at their deadline.
 *
 * <p>It is looked at and opened in its directory, to which a {@link Descent} leads, and looked at by its path again at the
 * end: what took its place is found out by its identity, size or time, unless it is as large and was gone again before the
 * look that follows the opening.
 */
public final class SourceFile {
    private static final int READ_BYTES = 128 * 1024;

    private final MediaPath path;
    private final Path named;
    private final Fingerprint before;
    private final FileChannel channel;
    private final ReaderPool.Watch watch;

    private SourceFile(MediaPath path, Path named, Fingerprint before, FileChannel channel, ReaderPool.Watch watch) {
        this.path = path;
        this.named = named;
        this.before = before;
        this.channel = channel;
        this.watch = watch;
    }

    /** @throws NoSuchFileException when it is not there, or not any more */
    static SourceFile open(Path realRoot, MediaPath path, NameRules rules, ReaderPool.Watch watch) throws IOException {
        return watch.timed(() -> {
            try (Descent there = Descent.to(realRoot, path.value(), rules::reason)) {
                Descent.Opened opened = there.openFile();
                return new SourceFile(
                        path, realRoot.resolve(path.value()), opened.fingerprint(), opened.channel(), watch);
            }
        });
    }

    public MediaPath path() {
        return path;
    }

    /** Size, time and identity before the first read. */
    public Fingerprint fingerprint() {
        return before;
    }

    /**
     * All that tells this file from another, and this state of it from another.
     *
     * @throws MigrationException with {@code SOURCE_CHANGED} when the path names another file by now, with {@code
     *     SOURCE_NOT_A_FILE} when a link leads there
     */
    public FileFacts facts() {
        watch.checkWanted();
        try {
            return watch.timed(() -> {
                if (!named.toRealPath().equals(named)) {
                    throw new MigrationException(
                            FailureCode.SOURCE_NOT_A_FILE, "it is a symbolic link, or there is one on its way");
                }
                return FileFacts.of(named, before);
            });
        } catch (NoSuchFileException e) {
            throw new MigrationException(FailureCode.SOURCE_CHANGED, "it was removed while it was read", e);
        } catch (IOException e) {
            throw SourceErrors.classify(path, e);
        }
    }

    /**
     * Whether this user may give the file its name back, once it is in the trash.
     *
     * @param facts of it
     */
    public boolean mayComeBack(FileFacts facts) {
        watch.checkWanted();
        try {
            return watch.timed(() -> LinkRight.has(named, facts));
        } catch (IOException e) {
            throw SourceErrors.classify(path, e);
        }
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
        int start = buffer.position();
        int end = buffer.limit();
        int read = 0;
        while (read >= 0 && buffer.position() < end) {
            buffer.limit(Math.min(end, buffer.position() + READ_BYTES));
            read = channel.read(buffer);
            buffer.limit(end);
        }
        int length = buffer.position() - start;
        buffer.position(start);
        return length;
    }

    /** Has the next read begin at the first byte again. */
    public void rewind() {
        watch.checkWanted();
        try {
            watch.timed(() -> channel.position(0));
        } catch (IOException e) {
            throw SourceErrors.classify(path, e);
        }
    }

    /**
     * The checksum of all of its bytes; nothing of it may have been read yet.
     *
     * @param buffer to read into, as large as may be read at once
     * @throws MigrationException with {@code SOURCE_CHANGED} when it changed meanwhile
     */
    public Checksum checksum(ByteBuffer buffer) {
        CRC32C crc = new CRC32C();
        for (long left = before.sizeBytes(); left > 0; left -= buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), left));
            read(buffer);
            if (!buffer.hasRemaining()) {
                throw new MigrationException(FailureCode.SOURCE_CHANGED, "it became shorter while it was read");
            }
            crc.update(buffer.duplicate());
        }
        checkUnchanged();
        return Checksum.of(crc);
    }

    /**
     * Checks that the path still names the file that was opened, unchanged, and that nothing is left to read.
     *
     * @throws MigrationException with {@code SOURCE_CHANGED} when it does not
     */
    public void checkUnchanged() {
        watch.checkWanted();
        try {
            boolean same = watch.timed(() -> channel.read(ByteBuffer.allocate(1)) == -1
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
            watch.cleaned(() -> {
                channel.close();
                return true;
            });
        } catch (IOException e) {
            throw SourceErrors.classify(path, e);
        }
    }
}
