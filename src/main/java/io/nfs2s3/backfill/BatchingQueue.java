package io.nfs2s3.backfill;

import io.nfs2s3.runs.RunStoppedException;
import io.nfs2s3.source.ScanEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Names on their way from the thread that finds them to the one that registers them, which takes them in batches. Who
 * is faster waits. The first batches are small, and each is twice as large as the one before: copying begins with the
 * first message, and a program that has just started takes long over its first names.
 */
final class BatchingQueue {
    private static final int FIRST = 125;
    private final int batch;
    private final long linger;
    private int wanted;
    private List<ScanEntry> names = new ArrayList<>();
    private long firstAt;
    private boolean ended;
    private boolean aborted;

    /**
     * @param batch names of a full batch; as many more may wait behind it
     * @param lingerMillis how long a name waits for its batch to become full
     */
    BatchingQueue(int batch, long lingerMillis) {
        this.batch = batch;
        this.wanted = Math.min(FIRST, batch);
        this.linger = TimeUnit.MILLISECONDS.toNanos(lingerMillis);
    }

    /** Waits for room. @throws RunStoppedException once it is aborted */
    synchronized void put(ScanEntry name) {
        try {
            while (names.size() >= 2 * batch && !aborted) {
                wait();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
        if (aborted) {
            throw new RunStoppedException();
        }
        if (names.isEmpty()) {
            firstAt = System.nanoTime();
        }
        names.add(name);
        if (names.size() == 1 || names.size() == wanted) {
            notifyAll();
        }
    }

    /** No name comes any more. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Nobody takes names any more; what is here is dropped. */
    synchronized void abort() {
        aborted = true;
        names = new ArrayList<>();
        notifyAll();
    }

    /** Waits for a batch. @return empty at the end */
    synchronized List<ScanEntry> take() {
        try {
            while (millisToWait() > 0) {
                wait(Math.max(1, millisToWait()));
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
        int count = Math.min(wanted, names.size());
        wanted = Math.min(2 * wanted, batch);
        List<ScanEntry> taken = List.copyOf(names.subList(0, count));
        names = new ArrayList<>(names.subList(count, names.size()));
        firstAt = System.nanoTime();
        notifyAll();
        return taken;
    }

    private long millisToWait() {
        if (aborted || ended || names.size() >= wanted) {
            return 0;
        }
        return names.isEmpty()
                ? Long.MAX_VALUE
                : Math.max(0, TimeUnit.NANOSECONDS.toMillis(firstAt + linger - System.nanoTime()));
    }

    private static RunStoppedException interrupted() {
        Thread.currentThread().interrupt();
        return new RunStoppedException();
    }
}
