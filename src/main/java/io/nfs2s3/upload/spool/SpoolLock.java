package io.nfs2s3.upload.spool;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock file that threads and processes of one host share. The file itself is empty and stays.
 *
 * <p>There is one lock for each path in a JVM, and its channel stays open: closing any channel of a file drops every
 * lock that the process has on it ({@link FileLock}, "Platform dependencies"). Thread-safe, not reentrant.
 */
final class SpoolLock {
    private static final Map<Path, SpoolLock> ALL = new ConcurrentHashMap<>();
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private final Path file;
    private final ReentrantLock mutex = new ReentrantLock(true);
    private @Nullable FileChannel channel;
    private @Nullable Object fileKey;

    private SpoolLock(Path file) {
        this.file = file;
    }

    static SpoolLock of(Path file) {
        return ALL.computeIfAbsent(file.toAbsolutePath().normalize(), SpoolLock::new);
    }

    /** What is done under the lock. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** Does it under the lock; empty when others held the lock for longer than {@code patience}. */
    <T> Optional<T> holding(Duration patience, Work<T> work) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        if (!lockMutex(deadline)) {
            return Optional.empty();
        }
        try {
            FileLock lock = tryLock();
            while (lock == null) {
                if (System.nanoTime() - deadline >= 0) {
                    return Optional.empty();
                }
                LockSupport.parkNanos(POLL_NANOS);
                lock = tryLock();
            }
            try {
                return Optional.of(work.run());
            } finally {
                lock.release();
            }
        } finally {
            mutex.unlock();
        }
    }

    private boolean lockMutex(long deadline) throws IOException {
        try {
            return mutex.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException(); // as the calls on channels do
        }
    }

    private @Nullable FileLock tryLock() throws IOException {
        try {
            FileLock lock = current().tryLock();
            if (lock == null || Objects.equals(fileKey, keyOfFile())) {
                return lock;
            }
            lock.release(); // the file was removed meanwhile: others lock its successor
            return null;
        } catch (OverlappingFileLockException e) {
            return null; // held by this class in another class loader, such as a second web application
        }
    }

    /** The channel of the file that has the path now. */
    private FileChannel current() throws IOException {
        FileChannel open = channel;
        if (open != null && open.isOpen() && Objects.equals(fileKey, keyOfFile())) {
            return open;
        }
        if (open != null) {
            open.close();
        }
        boolean isNew = Files.notExists(file);
        FileChannel opened = SpoolFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel = opened;
        if (isNew) {
            SpoolFiles.shareWithGroup(file);
        }
        fileKey = keyOfFile();
        return opened;
    }

    private @Nullable Object keyOfFile() throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
