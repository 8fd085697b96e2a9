package io.nfs2s3.source;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.MediaPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes originals anew. A file is written under another name of its directory, proved, synced, and gets its name by link(2),
 * which replaces nothing: readers see no half of it, and what was uploaded meanwhile stays.
 *
 * <p>Thread-safe. Futures fail with {@link io.nfs2s3.media.MigrationException}, classed.
 */
public final class OriginalWriter {
    /** What the other names begin with; the dot keeps scans, workers and servers away from them. */
    public static final String TEMPORARY = ".nfs2s3-restore-";

    private static final int BUFFER = 128 * 1024;

    /**
     * Where the bytes come from. A read of them has to come back by itself: no time of the mount goes for it. What it throws, the
     * future fails with; an {@link IOException} is one of the mount.
     */
    @FunctionalInterface
    public interface Bytes {
        InputStream open() throws IOException;
    }

    /**
     * What a file is to be.
     *
     * @param modified to be set; null leaves the present
     * @param mode permissions; null leaves those of a new file
     * @param uid user id; null leaves the user who writes
     * @param gid group id; likewise
     */
    public record Wanted(
            long sizeBytes,
            Checksum checksum,
            @Nullable Instant modified,
            @Nullable Integer mode,
            @Nullable Integer uid,
            @Nullable Integer gid) {}

    /** What became of it. */
    public sealed interface Outcome {
        /** @param notSet what of the file could not be made as it was, in words */
        record Written(List<String> notSet) implements Outcome {
            public Written {
                notSet = List.copyOf(notSet);
            }
        }

        /** The name is another file's, which is left. */
        record NameTaken() implements Outcome {}

        /** The bytes are not those that were wanted; nothing has the name. */
        record Differs(String detail) implements Outcome {}
    }

    private final WritableSource source;

    OriginalWriter(WritableSource source) {
        this.source = source;
    }

    /** Bytes that this user may still write. */
    public CompletableFuture<Long> usableBytes(MediaPath path) {
        return source.submit(
                path,
                (root, watch) -> watch.timed(() -> Files.getFileStore(root).getUsableSpace()));
    }

    /** Whether an earlier process left a file under the other name, a half one or a second name of the whole one. */
    public CompletableFuture<Boolean> hasLeftover(MediaPath path, long id) {
        return source.submit(
                path,
                (root, watch) -> watch.timed(() -> {
                    try (SecureDirectoryStream<Path> directory =
                            Descent.directoryWithoutLinks(root, WritableSource.parent(path.value()))) {
                        Descent.look(directory, temporary(id));
                        return true;
                    } catch (NoSuchFileException | NotDirectoryException e) {
                        return false;
                    }
                }));
    }

    /** Removes what {@link #hasLeftover} tells of. The file under its right name is not touched. */
    public CompletableFuture<Boolean> tidy(MediaPath path, long id) {
        return source.submit(
                path,
                (root, watch) -> watch.timed(() -> {
                    try (SecureDirectoryStream<Path> directory =
                            Descent.directoryWithoutLinks(root, WritableSource.parent(path.value()))) {
                        return TemporaryFile.delete(directory, temporary(id));
                    }
                }));
    }

    private static Path temporary(long id) {
        return Path.of(TEMPORARY + id);
    }

    /**
     * Writes a file.
     *
     * @param id tells the other name from those of other files; what has it is left from before, and is replaced
     */
    public CompletableFuture<Outcome> write(MediaPath path, long id, Wanted wanted, Bytes bytes) {
        Path name = WritableSource.fileName(path.value());
        Path temporary = temporary(id);
        String parent = WritableSource.parent(path.value());
        return source.submit(path, (root, watch) -> {
            try (SecureDirectoryStream<Path> directory = watch.timed(() -> NewDirectories.open(root, parent))) {
                source.requireMounted(watch, directory, parent);
                watch.checkWanted(); // or what is there may be the next try's
                watch.timed(() -> TemporaryFile.delete(directory, temporary));
                TemporaryFile file = new TemporaryFile(directory, temporary);
                try {
                    String difference = copy(file, wanted, bytes, watch);
                    if (!difference.isEmpty()) {
                        return new Outcome.Differs(difference);
                    }
                    watch.checkWanted();
                    return watch.timed(() -> {
                        file.requireOwn();
                        List<String> notSet = FileDress.dress(directory, temporary, wanted);
                        return link(file, root.resolve(parent), name)
                                ? new Outcome.Written(notSet)
                                : new Outcome.NameTaken();
                    });
                } finally {
                    watch.cleaned(file::clean);
                }
            }
        });
    }

    /** @return what is wrong with the bytes; empty when nothing is */
    private static String copy(TemporaryFile temporary, Wanted wanted, Bytes bytes, ReaderPool.Watch watch)
            throws IOException {
        CRC32C crc = new CRC32C();
        long size = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = bytes.open();
                FileChannel out = temporary.create(watch)) {
            SyncedFile file = new SyncedFile(out, () -> out.force(true), watch);
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                watch.checkWanted();
                size += read;
                if (size > wanted.sizeBytes()) { // or one without an end would fill the disk
                    return "the object has more bytes than the " + wanted.sizeBytes() + " that were copied";
                }
                crc.update(buffer, 0, read);
                file.write(ByteBuffer.wrap(buffer, 0, read));
            }
            file.sync();
        }
        if (size != wanted.sizeBytes()) {
            return "the object has " + size + " bytes, and " + wanted.sizeBytes() + " were copied";
        }
        Checksum found = Checksum.of(crc);
        return found.equals(wanted.checksum())
                ? ""
                : "the object's checksum is " + found + ", and " + wanted.checksum() + " was copied";
    }

    /** @return false when the name belongs to another file */
    private static boolean link(TemporaryFile temporary, Path parent, Path name) throws IOException {
        temporary.requireOwn();
        try {
            Files.createLink(parent.resolve(name), parent.resolve(temporary.name()));
        } catch (FileAlreadyExistsException e) {
            // perhaps by a call whose answer was lost
        } catch (UnsupportedOperationException e) {
            throw new IOException(
                    "the mount has no hard links, by which a file gets its name without replacing another", e);
        }
        return temporary.has(name);
    }
}
