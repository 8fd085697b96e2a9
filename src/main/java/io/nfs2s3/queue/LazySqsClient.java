package io.nfs2s3.queue;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A client that is made by the first call that needs it, on that call's thread and within its time: what it takes, such as
 * the region, may have to be asked for. When that fails, calls in the next ten seconds fail at once. Thread-safe.
 */
public final class LazySqsClient implements Supplier<SqsClient>, AutoCloseable {
    private static final Duration REMEMBERED = Duration.ofSeconds(10);
    private final Supplier<SqsClient> maker;
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable SqsClient made;
    private volatile boolean closed;
    private @Nullable RuntimeException failure;
    private long failedAt;

    LazySqsClient(Supplier<SqsClient> maker) {
        this.maker = maker;
    }

    /** @throws IllegalStateException when it is closed */
    @Override
    public SqsClient get() {
        SqsClient client = made;
        if (client == null) {
            client = make();
        }
        if (closed) {
            client.close(); // for it may have been closed before this one was made
            throw new IllegalStateException("the SQS client is closed");
        }
        return client;
    }

    private SqsClient make() {
        making.lock();
        try {
            SqsClient known = made;
            SqsClient client = known == null ? makeUnlessItFailedJustNow() : known;
            made = client;
            return client;
        } finally {
            making.unlock();
        }
    }

    /** Those who waited for one that could not be made are told so, and do not try one after the other. */
    private SqsClient makeUnlessItFailedJustNow() {
        RuntimeException known = failure;
        if (known != null && System.nanoTime() - failedAt < REMEMBERED.toNanos()) {
            throw known;
        }
        try {
            return maker.get();
        } catch (RuntimeException e) {
            failure = e;
            failedAt = System.nanoTime();
            throw e;
        }
    }

    /** Does not wait for a client that is being made: whoever makes it closes it. */
    @Override
    public void close() {
        closed = true;
        SqsClient client = made;
        if (client != null) {
            client.close();
        }
    }
}
