package io.nfs2s3.source;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.MediaPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

    /** Where the bytes come from. */
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

    /**
     * Writes a file.
     *
     * @param id tells the other name from those of other files; what has it is left from before, and is replaced
     */
    public CompletableFuture<Outcome> write(MediaPath path, long id, Wanted wanted, Bytes bytes) {
        Path name = WritableSource.fileName(path.value());
        Path temporary = Path.of(TEMPORARY + id);
        String parent = WritableSource.parent(path.value());
        return source.submit(path, (root, watch) -> {
            try (SecureDirectoryStream<Path> directory = watch.timed(() -> WritableSource.directory(root, parent))) {
                watch.timed(() -> delete(directory, temporary));
                try {
                    String difference = copy(directory, temporary, wanted, bytes, watch);
                    if (!difference.isEmpty()) {
                        return new Outcome.Differs(difference);
                    }
                    watch.checkWanted();
                    return watch.timed(() -> {
                        Path at = root.resolve(parent);
                        List<String> notSet = dress(at.resolve(temporary), wanted);
                        return link(directory, at.resolve(temporary), at.resolve(name), name)
                                ? new Outcome.Written(notSet)
                                : new Outcome.NameTaken();
                    });
                } finally {
                    watch.timed(() -> delete(directory, temporary));
                }
            }
        });
    }

    private static boolean delete(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        try {
            directory.deleteFile(name);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** @return what is wrong with the bytes; empty when nothing is */
    private static String copy(
            SecureDirectoryStream<Path> directory, Path name, Wanted wanted, Bytes bytes, ReaderPool.Watch watch)
            throws IOException {
        CRC32C crc = new CRC32C();
        long size = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = bytes.open();
                FileChannel out = watch.timed(() -> (FileChannel) directory.newByteChannel(
                        name,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)))) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                watch.checkWanted();
                crc.update(buffer, 0, read);
                size += read;
                ByteBuffer piece = ByteBuffer.wrap(buffer, 0, read);
                watch.timed(() -> writeAll(out, piece));
            }
            watch.timed(() -> {
                out.force(true);
                return true;
            });
        }
        if (size != wanted.sizeBytes()) {
            return "the object has " + size + " bytes, and " + wanted.sizeBytes() + " were copied";
        }
        Checksum found = Checksum.of(crc);
        return found.equals(wanted.checksum())
                ? ""
                : "the object's checksum is " + found + ", and " + wanted.checksum() + " was copied";
    }

    private static boolean writeAll(FileChannel out, ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
            out.write(piece);
        }
        return true;
    }

    /** Owner first: a change of the owner takes special bits of the mode away. The time last. */
    private static List<String> dress(Path file, Wanted wanted) {
        List<String> notSet = new ArrayList<>();
        set(file, "uid", wanted.uid(), "owner", notSet);
        set(file, "gid", wanted.gid(), "group", notSet);
        set(file, "mode", wanted.mode(), "mode", notSet);
        Instant modified = wanted.modified();
        if (modified != null) {
            setTime(file, modified, notSet);
        }
        return notSet;
    }

    /** Java sets no time before 1970, and some file systems keep it less precisely. */
    private static void setTime(Path file, Instant modified, List<String> notSet) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(modified));
            Instant found = Files.getLastModifiedTime(file).toInstant();
            if (!found.truncatedTo(ChronoUnit.MICROS).equals(modified.truncatedTo(ChronoUnit.MICROS))) {
                notSet.add("modification time (it was " + modified + ")");
            }
        } catch (IOException e) {
            notSet.add("modification time (it was " + modified + ": " + e.getMessage() + ")");
        }
    }

    /** Compared afterwards: a server may answer well, and give the file to another user (root_squash). */
    private static void set(Path file, String attribute, @Nullable Integer value, String called, List<String> notSet) {
        if (value == null) {
            notSet.add(called + " (it is not known)");
            return;
        }
        try {
            int mask = attribute.equals("mode") ? FileFacts.PERMISSIONS : -1;
            if ((read(file, attribute) & mask) != value) {
                Files.setAttribute(
                        file,
                        "unix:" + attribute,
                        value,
                        attribute.equals("mode") ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS});
            }
            if ((read(file, attribute) & mask) != value) {
                notSet.add(called + " (it was " + show(attribute, value) + ")");
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            notSet.add(called + " (it was " + show(attribute, value) + ": " + e.getMessage() + ")");
        }
    }

    private static int read(Path file, String attribute) throws IOException {
        return ((Number) Files.getAttribute(file, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS)).intValue();
    }

    private static String show(String attribute, int value) {
        return attribute.equals("mode") ? Integer.toOctalString(value) : Integer.toString(value);
    }

    private static boolean link(SecureDirectoryStream<Path> directory, Path temporary, Path file, Path name)
            throws IOException {
        Object own = Files.getAttribute(temporary, "unix:fileKey", LinkOption.NOFOLLOW_LINKS);
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            // perhaps by a call whose answer was lost
        } catch (UnsupportedOperationException e) {
            throw new IOException(
                    "the mount has no hard links, by which a file gets its name without replacing another", e);
        }
        return own.equals(Descent.look(directory, name).fileKey());
    }
}
