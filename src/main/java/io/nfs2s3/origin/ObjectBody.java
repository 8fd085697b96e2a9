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
        Passing passing = new Passing(to);
        passing.waits();
        Objects.requireNonNull(content.body()).subscribe(passing);
    }

    @Override
    public void close() {
        content.discard();
    }

    /**
     * The publisher tells of one piece at a time, for only one is asked for. That it tells anything is not sure: of a
     * connection that breaks off right after the head of the answer the SDK says nothing, and its time limit for a body
     * that rests goes with the connection.
     */
    private static final class Passing implements Flow.Subscriber<ByteBuffer> {
        private final BodyWriter to;
        private Flow.@Nullable Subscription subscription;
        private Scheduler.@Nullable Task limit;
        private boolean writing;
        private boolean complete;
        private @Nullable Throwable error;

        Passing(BodyWriter to) {
            this.to = to;
        }

        /** From now on for something of the publisher's. */
        synchronized void waits() {
            limit = to.within(this::late);
        }

        private void ask() {
            waits();
            Objects.requireNonNull(subscription).request(1);
        }

        /** @return whether it is not too late */
        private boolean isHeard() {
            if (limit != null) {
                limit.cancel();
            }
            return !complete;
        }

        private void late() {
            Flow.Subscription known;
            synchronized (this) {
                if (writing || complete) {
                    return;
                }
                complete = true;
                known = subscription;
            }
            if (known != null) {
                known.cancel();
            }
            to.fail(new TimeoutException("S3 has sent nothing for too long"));
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            synchronized (this) {
                subscription = given;
                if (complete) {
                    given.cancel();
                    return;
                }
            }
            given.request(1);
        }

        @Override
        public void onNext(ByteBuffer piece) {
            synchronized (this) {
                if (!isHeard()) {
                    return;
                }
                writing = piece.hasRemaining();
            }
            if (!piece.hasRemaining()) {
                ask();
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
            ask();
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
            if (!isHeard()) {
                return;
            }
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
