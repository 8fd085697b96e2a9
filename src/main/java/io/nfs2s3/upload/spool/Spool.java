package io.nfs2s3.upload.spool;

import io.nfs2s3.media.MediaPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The spool file on the local disk: uploads that neither SQS nor the database could take, one record a line.
 *
 * <p>Thread-safe, and safe among the processes of one host: every change of the file is made under a lock file beside
 * it. What is to be replayed is first moved aside, so that appends never wait for a replay.
 */
public final class Spool {
    private static final Duration MOVE_PATIENCE = Duration.ofSeconds(2);
    private final Path file;
    private final Clock clock;
    private final GroupCommit group;
    /** Lines that were damaged. Nothing reads it but people. */
    private volatile Path bad;

    public Spool(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.bad = beside(".bad");
        this.group = new GroupCommit(lock(), lines -> write(file, lines));
    }

    public Path file() {
        return file;
    }

    /** Why its directory is none for a spool; empty when it is one, or is not there yet. */
    public Optional<String> problem() {
        try {
            return SpoolFiles.problem(directory());
        } catch (IOException e) {
            return Optional.of("the directory " + directory() + " cannot be looked at: " + e);
        }
    }

    /** Why this user could write no upload there now, as far as rights tell; empty when they are enough. Writes nothing. */
    public Optional<String> unwritable() {
        Path nearest = directory();
        while (nearest.getParent() != null && Files.notExists(nearest)) {
            nearest = nearest.getParent();
        }
        if (!Files.isDirectory(nearest)) {
            return Optional.of(nearest + " is no directory");
        }
        return Stream.of(nearest, file, beside(".lock"))
                .filter(path -> Files.exists(path) && !Files.isWritable(path))
                .map(path -> "this user may not write to " + path)
                .findFirst();
    }

    /** @throws IOException when somebody else may have put a file there, or may put one there now */
    void requireOwnDirectory() throws IOException {
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
    }

    /**
     * The traces of uploads that are in SQS and not in the database: their messages alone know of them, and messages can
     * get lost. Kept beside the spool in the same form, until the registration has been seen.
     */
    public Spool traces() {
        return new Spool(beside(".sent"), clock);
    }

    /** Uploads that are being replayed, or whose replay came to a stop. */
    Path replaying() {
        return beside(".replaying");
    }

    /** What remains of {@link #replaying()}, while it is written. */
    Path rest() {
        return beside(".rest");
    }

    /** Held by the one process that replays. */
    SpoolLock replayLock() {
        return SpoolLock.of(beside(".replay.lock"));
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** Whether there may be anything to replay; costs two looks at the directory. Where it cannot be looked at there may. */
    boolean hasUploads() {
        return !Files.notExists(replaying()) || !Files.notExists(file);
    }

    /** How much waits, what is being replayed included. */
    public long bytes() {
        return size(file) + size(replaying());
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0; // not there, or renamed just now
        }
    }

    /**
     * Appends uploads. When it returns, their records are on the disk.
     *
     * @param patience how long to wait for others at most; the write and its sync take what the disk takes
     */
    public void append(List<MediaPath> paths, Duration patience) throws IOException {
        append(paths, now(), patience);
    }

    /** The same of uploads that were made at a time that {@link #now} told. */
    public void append(List<MediaPath> paths, Instant time, Duration patience) throws IOException {
        appendRecords(paths.stream().map(path -> new SpoolRecord(path, time)).toList(), patience);
    }

    /** The time by this host's clock. */
    public Instant now() {
        return clock.instant();
    }

    void appendRecords(List<SpoolRecord> records, Duration patience) throws IOException {
        if (!Files.isDirectory(directory())) { // some builds of JDK 17 refuse a link to a directory that is there
            Files.createDirectories(directory());
        }
        requireOwnDirectory();
        group.append(records.stream().map(SpoolRecord::line).toList(), patience);
    }

    /** Moves the spool aside for its replay. The caller holds the replay lock, and nothing is aside already. */
    boolean moveAside() throws IOException {
        if (Files.notExists(file)) {
            return false;
        }
        Optional<Path> moved =
                lock().holding(MOVE_PATIENCE, () -> Files.move(file, replaying(), StandardCopyOption.ATOMIC_MOVE));
        if (moved.isEmpty()) {
            throw new IOException("others held its lock for " + MOVE_PATIENCE.toSeconds() + " s");
        }
        syncDirectory();
        return true;
    }

    private SpoolLock lock() {
        return SpoolLock.of(beside(".lock"));
    }

    /**
     * Keeps a damaged line; in another file where the one for them cannot be written, as when an operator left one there as
     * another user: it must not hold up the records behind it. For the one that replays.
     *
     * @return the file
     */
    Path setAside(String line) throws IOException {
        try {
            write(bad, List.of(line));
        } catch (IOException e) {
            bad = beside(".bad-" + UUID.randomUUID());
            write(bad, List.of(line));
        }
        return bad;
    }

    /** On lines of their own, also after a torn one. What could not be written whole is taken back. */
    private void write(Path target, List<String> lines) throws IOException {
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        boolean isNew = Files.notExists(target);
        long begun = -1;
        boolean interrupted = false;
        try {
            do {
                // an interruption closes the channel under its thread, and would lose the upload
                interrupted |= Thread.interrupted();
                try (FileChannel open = SpoolFiles.open(
                        target, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    begun = begun < 0 ? open.size() : begun;
                    append(open, begun, text);
                    if (isNew) {
                        SpoolFiles.shareWithGroup(target);
                        syncDirectory();
                    }
                    break;
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                }
            } while (true);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void append(FileChannel open, long end, byte[] text) throws IOException {
        try {
            open.truncate(end).position(end);
            if (!endsInLine(open, end)) {
                open.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
            ByteBuffer left = ByteBuffer.wrap(text);
            while (left.hasRemaining()) {
                open.write(left);
            }
            open.force(true);
        } catch (IOException e) {
            if (open.isOpen()) {
                open.truncate(end);
            }
            throw e;
        }
    }

    private static boolean endsInLine(FileChannel open, long end) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return end == 0 || (open.read(last, end - 1) == 1 && last.get(0) == '\n');
    }

    /** A new name is safe only when its directory is. */
    private void syncDirectory() throws IOException {
        try (FileChannel directory = FileChannel.open(directory(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private Path directory() {
        return Objects.requireNonNull(file.getParent(), "an absolute path");
    }
}
