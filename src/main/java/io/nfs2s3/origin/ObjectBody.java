package io.nfs2s3.origin;

import io.nfs2s3.storage.ReadOutcome;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Bytes of an object as the store sends them: the next piece is asked for when the one before is gone. */
final class ObjectBody implements Body {
    private final ReadOutcome.Content content;

    ObjectBody(ReadOutcome.Content content) {
        this.content = content;
    }

    @Override
    public void send(BodyWriter to) {
        Objects.requireNonNull(content.body()).subscribe(new Passing(to));
    }

    @Override
    public void close() {
        content.discard();
    }

    /** The publisher tells of one piece at a time, for only one is asked for. */
    private static final class Passing implements Flow.Subscriber<ByteBuffer> {
        private final BodyWriter to;
        private Flow.@Nullable Subscription subscription;
        private boolean writing;
        private boolean complete;
        private Scheduler.@Nullable Task waiting;
        private @Nullable Throwable error;

        Passing(BodyWriter to) {
            this.to = to;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            next();
        }

        private void next() {
            synchronized (this) {
                if (!complete) {
                    waiting = to.await(this::late);
                }
            }
            Objects.requireNonNull(subscription).request(1);
        }

        private void late() {
            Objects.requireNonNull(subscription).cancel();
            end(new TimeoutException("the store sends no more of the object, and does not end it"));
        }

        private void stopWaiting() {
            if (waiting != null) {
                waiting.cancel();
                waiting = null;
            }
        }

        @Override
        public void onNext(ByteBuffer piece) {
            synchronized (this) {
                stopWaiting();
                if (complete) {
                    return;
                }
                writing = piece.hasRemaining();
            }
            if (!piece.hasRemaining()) {
                next();
                return;
            }
            try {
                to.write(piece, this::written, Objects.requireNonNull(subscription)::cancel);
            } catch (RuntimeException e) {
                Objects.requireNonNull(subscription).cancel();
                to.fail(e);
            }
        }

        private void written() {
            synchronized (this) {
                writing = false;
                if (complete) {
                    finish();
                    return;
                }
            }
            next();
        }

        @Override
        public void onError(Throwable thrown) {
            end(thrown);
        }

        @Override
        public void onComplete() {
            end(null);
        }

        /** It may end while its last piece is still being written. */
        private synchronized void end(@Nullable Throwable thrown) {
            if (complete) {
                return;
            }
            stopWaiting();
            complete = true;
            error = thrown;
            if (!writing) {
                finish();
            }
        }

        private void finish() {
            if (error == null) {
                to.end();
            } else {
                to.fail(error);
            }
        }
    }
}
