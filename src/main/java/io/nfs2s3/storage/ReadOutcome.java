package io.nfs2s3.storage;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** What became of a read. Errors of the store are not among these: they are exceptions, classed. */
public sealed interface ReadOutcome {
    /**
     * The object, or the range of it. Its body must be subscribed to, if only to cancel it: it holds a connection.
     *
     * @param body one subscriber; null for a HEAD
     */
    record Content(ObjectHead head, Flow.@Nullable Publisher<ByteBuffer> body) implements ReadOutcome {
        /** Lets go of a body that nobody wants. */
        public void discard() {
            if (body != null) {
                body.subscribe(new Discarder());
            }
        }
    }

    /** The reader's copy is good. */
    record NotModified(@Nullable String etag) implements ReadOutcome {}

    /** {@code ifMatch} does not hold. */
    record PreconditionFailed() implements ReadOutcome {}

    /** The object has nothing in the range. */
    record RangeNotSatisfiable() implements ReadOutcome {}

    /** There is no such object. */
    record Missing() implements ReadOutcome {}

    /** Cancels at once. */
    final class Discarder implements Flow.Subscriber<ByteBuffer> {
        private Discarder() {}

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(ByteBuffer item) {
            // what was under way
        }

        @Override
        public void onError(Throwable error) {
            // nobody waits for it
        }

        @Override
        public void onComplete() {
            // nobody waits for it
        }
    }
}
