package io.nfs2s3.upload;

import io.nfs2s3.media.MediaPath;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * The spool file on the local disk: uploads that neither SQS nor the database could take, one record a line.
 *
 * <p>Thread-safe, and safe among the processes of one host: every change of the file is made under a lock file beside
 * it. What is to be replayed is first moved aside, so that appends never wait for a replay.
 */
final class Spool {
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(2);
    private final Path file;
    private final Clock clock;

    Spool(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    Path file() {
        return file;
    }

    /** Uploads that are being replayed, or whose replay came to a stop. */
    Path replaying() {
        return beside(".replaying");
    }

    /** What remains of {@link #replaying()}, while it is written. */
    Path rest() {
        return beside(".rest");
    }

    /** Lines that were damaged. Nothing reads it but people. */
    Path bad() {
        return beside(".bad");
    }

    /** Held by the one process that replays. */
    SpoolLock replayLock() {
        return SpoolLock.of(beside(".replay.lock"));
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** Whether there is anything to replay; costs two looks at the directory. */
    boolean hasUploads() {
        return Files.exists(replaying()) || Files.exists(file);
    }

    /** Appends an upload. When it returns, the record is on the disk. */
    void append(MediaPath path) throws IOException {
        String line = new SpoolRecord(path, clock.instant()).line();
        boolean interrupted = false;
        try {
            while (true) {
                // an interrupted request would lose its upload: channels close under an interrupted thread
                interrupted |= Thread.interrupted();
                try {
                    appendLocked(line);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void appendLocked(String line) throws IOException {
        Files.createDirectories(directory());
        locked(() -> {
            write(file, line);
            return file;
        });
    }

    /** Moves the spool aside for its replay. The caller holds the replay lock, and nothing is aside already. */
    boolean moveAside() throws IOException {
        if (Files.notExists(file)) {
            return false;
        }
        locked(() -> Files.move(file, replaying(), StandardCopyOption.ATOMIC_MOVE));
        syncDirectory();
        return true;
    }

    private void locked(SpoolLock.Work<Path> work) throws IOException {
        if (SpoolLock.of(beside(".lock")).holding(LOCK_PATIENCE, work).isEmpty()) {
            throw new IOException("others held its lock for " + LOCK_PATIENCE.toSeconds() + " s");
        }
    }

    /** Keeps a damaged line. */
    void setAside(String line) throws IOException {
        write(bad(), line);
    }

    /** On a line of its own, also after a torn one. What could not be written whole is taken back. */
    private void write(Path target, String line) throws IOException {
        boolean isNew = Files.notExists(target);
        try (RandomAccessFile open = new RandomAccessFile(target.toFile(), "rw")) {
            if (isNew) {
                SpoolLock.shareWithGroup(target);
            }
            long end = open.length();
            try {
                open.seek(end);
                open.write(((endsInLine(open, end) ? "" : "\n") + line + "\n").getBytes(StandardCharsets.ISO_8859_1));
                open.getFD().sync();
            } catch (IOException e) {
                open.setLength(end);
                throw e;
            }
        }
        if (isNew) {
            syncDirectory();
        }
    }

    private static boolean endsInLine(RandomAccessFile open, long end) throws IOException {
        if (end == 0) {
            return true;
        }
        open.seek(end - 1);
        return open.read() == '\n';
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
