package io.nfs2s3.storage;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The bytes of an object, as the store sends them. A read fails with a {@link MigrationException}, classed: that the store broke
 * off, or is slow, is nothing of the disk that they are written to. And it comes back in time, whatever the store does. Read
 * and closed by one thread.
 */
final class ObjectBytes extends InputStream implements Subscriber<ByteBuffer> {
    /** Pieces of some KiB that the client may give before they are read. */
    private static final int AHEAD = 8;

    /** What the client tells. */
    private sealed interface Signal {
        record Piece(ByteBuffer bytes) implements Signal {}

        record Broken(Throwable error) implements Signal {}

        record End() implements Signal {}
    }

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final long restNanos;
    private volatile @Nullable Subscription subscription;
    private volatile boolean closed;
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private boolean ended;
    private long received;
    private long waitedNanos;
    private long patienceNanos;

    /**
     * Those of an object that is subscribed to next.
     *
     * @param rest how long one read may wait for the store
     * @param whole how long all of them together; what the reader does meanwhile does not count
     */
    ObjectBytes(Duration rest, Duration whole) {
        this.restNanos = rest.toNanos();
        this.patienceNanos = whole.toNanos();
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        if (closed) {
            given.cancel();
        } else {
            given.request(AHEAD);
        }
    }

    @Override
    public void onNext(ByteBuffer bytes) {
        signals.add(new Signal.Piece(bytes));
    }

    @Override
    public void onError(Throwable error) {
        signals.add(new Signal.Broken(error));
    }

    @Override
    public void onComplete() {
        signals.add(new Signal.End());
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        Objects.checkFromIndexSize(from, length, into.length);
        while (length > 0 && !piece.hasRemaining()) {
            if (ended) {
                return -1;
            }
            take(next());
        }
        int some = Math.min(length, piece.remaining());
        piece.get(into, from, some);
        return some;
    }

    private void take(Signal signal) {
        if (signal instanceof Signal.Piece more) {
            piece = more.bytes();
            received += piece.remaining();
            Subscription from = subscription;
            if (from != null) {
                from.request(1);
            }
        } else if (signal instanceof Signal.Broken broken) {
            signals.add(signal); // for another read
            throw classed(broken.error());
        } else {
            ended = true;
        }
    }

    private Signal next() {
        long began = System.nanoTime();
        Signal next;
        try {
            next = signals.poll(Math.min(restNanos, patienceNanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MigrationException(FailureCode.STORE_DOWN, "S3 was not waited for any more", e);
        }
        long waited = System.nanoTime() - began;
        waitedNanos += waited;
        patienceNanos -= waited;
        if (next == null) {
            close();
            throw new MigrationException(
                    FailureCode.STORE_DOWN,
                    "S3 does not send the object in time: " + received + " bytes of it came in "
                            + TimeUnit.NANOSECONDS.toMillis(waitedNanos) + " ms, see s3.callTimeout");
        }
        return next;
    }

    private static MigrationException classed(Throwable error) {
        return error instanceof SdkException
                ? S3Errors.classify(error)
                : new MigrationException(
                        FailureCode.STORE_DOWN, "S3 broke off in the middle of it: " + ErrorText.ofRoot(error), error);
    }

    /** What has not come is not wanted any more: the connection is given up. */
    @Override
    public void close() {
        closed = true;
        Subscription from = subscription;
        if (from != null) {
            from.cancel();
        }
    }
}
