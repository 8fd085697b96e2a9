package io.nfs2s3.upload.spool;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads that write at the same time share one sync of the disk: whoever gets the lock writes the lines of all
 * that wait for it. Thread-safe.
 */
final class GroupCommit {
    /** Writes lines and syncs; called under the lock. */
    interface Writer {
        void write(List<String> lines) throws IOException;
    }

    /** What one thread wants written. */
    private static final class Entry {
        final List<String> lines;
        volatile boolean done;
        volatile @Nullable IOException error;

        Entry(List<String> lines) {
            this.lines = lines;
        }
    }

    private final SpoolLock lock;
    private final Writer writer;
    private final Deque<Entry> waiting = new ArrayDeque<>();

    GroupCommit(SpoolLock lock, Writer writer) {
        this.lock = lock;
        this.writer = writer;
    }

    /** When it returns, the lines are on the disk. @throws IOException when they are not */
    void append(List<String> lines, Duration patience) throws IOException {
        Entry own = new Entry(lines);
        add(own);
        boolean interrupted = false;
        try {
            while (true) {
                // an interrupted request would lose its upload: channels close under an interrupted thread
                interrupted |= Thread.interrupted();
                try {
                    if (lock.holding(patience, () -> commit(own)).isEmpty() && !own.done) {
                        throw new IOException("others held its lock for " + patience.toMillis() + " ms");
                    }
                    break;
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                }
            }
        } finally {
            forget(own);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        IOException error = own.error;
        if (error != null) {
            throw new IOException(error.getMessage(), error);
        }
    }

    private Entry commit(Entry own) {
        if (!own.done) {
            List<Entry> all = takeAll();
            IOException error = write(all);
            for (Entry entry : all) {
                entry.error = error;
                entry.done = true;
            }
        }
        return own;
    }

    private @Nullable IOException write(List<Entry> all) {
        List<String> lines = new ArrayList<>();
        all.forEach(entry -> lines.addAll(entry.lines));
        try {
            writer.write(lines);
            return null;
        } catch (IOException e) {
            return e;
        } catch (RuntimeException e) {
            return new IOException(e);
        }
    }

    private synchronized void add(Entry entry) {
        waiting.add(entry);
    }

    private synchronized void forget(Entry entry) {
        waiting.remove(entry);
    }

    private synchronized List<Entry> takeAll() {
        List<Entry> all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }
}
