package io.nfs2s3.source;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file that is read piece by piece, each piece on a reader thread, for someone who takes his time between them.
 *
 * <p>One caller reads it, one piece after the other; closing it is safe at any time. It is never closed while a read is
 * under way: closing a channel waits for its readers, and one that hangs in the mount would hang the one who closes.
 */
public final class OpenFile implements AutoCloseable {
    private final MediaPath path;
    private final Path named;
    private final FileChannel channel;
    private final Fingerprint fingerprint;
    private final ByteBuffer head;
    private final ReaderPool readers;
    private boolean reading;
    private boolean closed;

    private OpenFile(
            MediaPath path,
            Path named,
            FileChannel channel,
            Fingerprint fingerprint,
            ByteBuffer head,
            ReaderPool readers) {
        this.path = path;
        this.named = named;
        this.channel = channel;
        this.fingerprint = fingerprint;
        this.head = head;
        this.readers = readers;
    }

    /** @throws NoSuchFileException when it is not there */
    static OpenFile open(
            Path realRoot, MediaPath path, NameRules rules, int ahead, ReaderPool.Watch watch, ReaderPool readers)
            throws IOException {
        Path named = realRoot.resolve(path.value());
        OpenFile file = watch.timed(() -> {
            Descent.Opened opened;
            try (Descent there = Descent.to(realRoot, path.value(), rules::reason)) {
                opened = there.openFile();
            }
            FileChannel channel = opened.channel();
            Fingerprint fingerprint = opened.fingerprint();
            boolean wanted = false;
            try {
                ByteBuffer head = fill(channel, 0, (int) Math.min(ahead, fingerprint.sizeBytes()));
                requireSame(named, fingerprint);
                wanted = head.remaining() < fingerprint.sizeBytes();
                return new OpenFile(path, named, channel, fingerprint, head, readers);
            } finally {
                if (!wanted) { // it was read whole, or something is wrong with it
                    channel.close();
                }
            }
        });
        try {
            watch.checkWanted();
        } catch (MigrationException e) {
            file.close();
            throw e;
        }
        return file;
    }

    /** What took its place, or changed, while its head was read is found out here. */
    private static void requireSame(Path named, Fingerprint before) throws IOException {
        if (!Fingerprint.of(Files.readAttributes(named, BasicFileAttributes.class))
                .equals(before)) {
            throw changed();
        }
    }

    /** A file that took its place changes nothing in this one. */
    private void requireNotWritten() {
        Fingerprint now;
        try {
            now = Fingerprint.of(Files.readAttributes(named, BasicFileAttributes.class));
        } catch (IOException e) {
            return; // its name, or a directory of it, is gone
        }
        if (now.isSameFile(fingerprint) && !now.equals(fingerprint)) {
            throw changed();
        }
    }

    private static ByteBuffer fill(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        int read = 0;
        while (read >= 0 && buffer.hasRemaining()) {
            read = channel.read(buffer, position + buffer.position());
        }
        if (buffer.hasRemaining()) {
            throw changed();
        }
        return buffer.flip();
    }

    private static MigrationException changed() {
        return new MigrationException(FailureCode.SOURCE_CHANGED, "it changed while it was read");
    }

    public MediaPath path() {
        return path;
    }

    /** Size, time and identity when it was opened. */
    public Fingerprint fingerprint() {
        return fingerprint;
    }

    /** The beginning, as far as it was read at once; position and limit are the caller's own. */
    public ByteBuffer head() {
        return head.duplicate();
    }

    /**
     * Reads a piece.
     *
     * @param length bytes that the file must still have there
     * @param last whether no other piece is wanted: then it must still be what it was when it was opened
     * @return fails with {@code SOURCE_CHANGED} when it is shorter or another now, and as reads of {@link NfsSource} do
     */
    public CompletableFuture<ByteBuffer> read(long position, int length, boolean last) {
        synchronized (this) {
            if (closed || reading) {
                throw new IllegalStateException(path + " is closed, or being read");
            }
            reading = true;
        }
        AtomicBoolean begun = new AtomicBoolean();
        try {
            return readers.submit(path, watch -> {
                        begun.set(true);
                        try {
                            return watch.timed(() -> {
                                ByteBuffer piece = fill(channel, position, length);
                                if (last) {
                                    requireNotWritten();
                                }
                                return piece;
                            });
                        } catch (IOException e) {
                            throw SourceErrors.classify(path, e);
                        } finally {
                            readingEnds();
                        }
                    })
                    .whenComplete((piece, error) -> {
                        if (!begun.get()) {
                            readingEnds(); // it was refused, or gave up waiting for a thread
                        }
                    });
        } catch (RejectedExecutionException e) {
            readingEnds();
            throw new MigrationException(FailureCode.SOURCE_DOWN, "no more reads: it is being closed", e);
        }
    }

    private void readingEnds() {
        boolean last;
        synchronized (this) {
            reading = false;
            last = closed;
        }
        if (last) {
            closeChannel();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (reading) {
                return; // the reader thread closes it when it comes back
            }
        }
        closeChannel();
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            throw SourceErrors.classify(path, e); // of a file that was only read
        }
    }
}
