package io.nfs2s3.origin;

import io.nfs2s3.storage.ReadOutcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Bytes that are all there before the first of them is sent: what fails before can still be had from the other side. */
final class SmallBody implements Body {
    private final ByteBuffer bytes;

    private SmallBody(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    static boolean isSmall(ReadOutcome.Content content) {
        return content.head().length() <= BodyWriter.CHUNK;
    }

    /** Takes in the body of a small object; fails when it does not come whole within the limit. */
    static CompletableFuture<Body> gather(ReadOutcome.Content content, Duration limit) {
        Gathering gathering = new Gathering((int) content.head().length());
        Objects.requireNonNull(content.body()).subscribe(gathering);
        return gathering.whole.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS).whenComplete((body, error) -> {
            if (error != null) {
                gathering.cancel();
            }
        });
    }

    @Override
    public void send(BodyWriter to) {
        to.writeLast(bytes);
    }

    @Override
    public void close() {
        // nothing is held
    }

    private static final class Gathering implements Flow.Subscriber<ByteBuffer> {
        private final CompletableFuture<Body> whole = new CompletableFuture<>();
        private volatile Flow.@Nullable Subscription subscription;
        private final ByteBuffer bytes;

        Gathering(int length) {
            this.bytes = ByteBuffer.allocate(length);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer piece) {
            if (piece.remaining() > bytes.remaining()) {
                fail("it is longer than S3 said");
            } else {
                bytes.put(piece);
            }
        }

        @Override
        public void onError(Throwable error) {
            whole.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            if (bytes.hasRemaining()) {
                fail("it is shorter than S3 said");
            } else {
                whole.complete(new SmallBody(bytes.flip()));
            }
        }

        private void fail(String reason) {
            whole.completeExceptionally(new IllegalStateException(reason));
        }

        void cancel() {
            Flow.Subscription known = subscription;
            if (known != null) {
                known.cancel();
            }
        }
    }
}
