package io.nfs2s3.worker;

import io.nfs2s3.resilience.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects items and hands them on in batches, on a thread of its own: as soon as a batch is full, or a little after
 * its first item came. What waits is bounded by those who add.
 */
final class Batcher<T> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Batcher.class);

    /** An item, or (null) the end. */
    private record Slot<T>(@Nullable T item) {}

    private final LinkedBlockingQueue<Slot<T>> waiting = new LinkedBlockingQueue<>();
    private final int size;
    private final long lingerNanos;
    private final Consumer<List<T>> handler;
    private final Thread thread;

    /** @param handler must deal with its own errors; one that it throws is logged and its batch is dropped */
    Batcher(String name, int size, Duration linger, Consumer<List<T>> handler) {
        this.size = size;
        this.lingerNanos = linger.toNanos();
        this.handler = handler;
        this.thread = DaemonThreads.named(name).newThread(this::run);
        this.thread.start();
    }

    void add(T item) {
        waiting.add(new Slot<>(item));
    }

    /** How many items wait. */
    int waiting() {
        return waiting.size();
    }

    private void run() {
        List<T> batch = new ArrayList<>(size);
        boolean open = true;
        while (open) {
            try {
                open = fill(batch);
                if (!batch.isEmpty()) {
                    handler.accept(batch);
                }
            } catch (InterruptedException e) {
                open = false;
            } catch (RuntimeException | Error e) { // a thread that ends would leave all that comes later waiting
                log.error(
                        "batch dropped after an unexpected error thread={} items={}",
                        thread.getName(),
                        batch.size(),
                        e);
            }
            batch.clear();
        }
    }

    /** @return false when the end was seen */
    private boolean fill(List<T> batch) throws InterruptedException {
        Slot<T> slot = waiting.take();
        long deadline = System.nanoTime() + lingerNanos;
        while (slot != null && slot.item() != null) {
            batch.add(slot.item());
            if (batch.size() == size) {
                return true;
            }
            slot = waiting.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
        return slot == null;
    }

    /** Hands on what was added before, and ends. */
    @Override
    public void close() {
        end(0);
    }

    /** Hands on what was added before, and ends. @return false when that is not done at the end of the patience */
    boolean close(Duration patience) {
        return end(Math.max(1, patience.toMillis()));
    }

    /** @param millis 0 waits without end */
    private boolean end(long millis) {
        waiting.add(new Slot<>(null));
        try {
            thread.join(millis);
            return !thread.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
