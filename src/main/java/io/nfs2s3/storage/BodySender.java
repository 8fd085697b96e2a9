package io.nfs2s3.storage;

import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways of a body to the store: directly, and when that does not come off, through the SDK. The SDK holds copies of a
 * body that it signs; of the large ones it gets one at a time, so that memory stays bounded. Thread-safe.
 */
final class BodySender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BodySender.class);

    /** A request of {@link DirectPut}. */
    @FunctionalInterface
    interface Request {
        Optional<DirectPut.Answer> send(DirectPut direct) throws IOException;
    }

    private final @Nullable DirectPut direct;
    private final ReentrantLock oneLarge = new ReentrantLock();
    private final ExecutorService threads;

    /** @param direct null where everything must go through the SDK */
    BodySender(@Nullable DirectPut direct) {
        this.direct = direct;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "nfs2s3-part-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Whether the direct way is open. */
    boolean isDirect() {
        return direct != null;
    }

    /**
     * Sends on the calling thread. Empty when that way is not open, or did not end well.
     *
     * @throws MigrationException when it was the body that could not be had
     */
    Optional<DirectPut.Answer> directly(ObjectKey key, Request request) {
        if (direct == null) {
            return Optional.empty();
        }
        try {
            return request.send(direct);
        } catch (MigrationException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // the SDK's own error will say more
            log.debug("direct PUT failed key={} reason=\"{}\"", key, e.toString());
            return Optional.empty();
        }
    }

    /** Has the SDK send a body; of a large one the calling thread waits for the end. */
    <T> CompletableFuture<T> bySdk(long size, Supplier<CompletableFuture<T>> call) {
        if (size <= StoreLoad.SMALL) {
            return call.get();
        }
        oneLarge.lock();
        try {
            CompletableFuture<T> sent = call.get();
            sent.handle((answer, error) -> true).join();
            return sent;
        } finally {
            oneLarge.unlock();
        }
    }

    /** Runs the sending of one part; there are as many at once as parts fit into memory. */
    <T> CompletableFuture<T> part(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, threads);
    }

    @Override
    public void close() {
        threads.shutdown();
        if (direct != null) {
            direct.close();
        }
    }
}
