package io.nfs2s3.storage;

import io.nfs2s3.media.FailureCode;
import java.time.Duration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Sees how the store bears the load: every attempt of a call, also those that the client repeats without a word.
 * Thread-safe.
 */
public final class StoreLoad implements ExecutionInterceptor {
    /** Told of every attempt that the store answered. Called on the client's threads: must not block. */
    public interface Listener {
        /** An object, or a part of one, was put; how long that took, zero for a large one. */
        void put(Duration after);

        /** The store asked for fewer requests (503, 429, or a code that says so, as that of a limit of KMS). */
        void slowDown(Duration after);
    }

    /** Objects up to here, in bytes, tell by their time how busy the store is. */
    static final long SMALL = 1024 * 1024;

    private static final ExecutionAttribute<Long> SENT_AT = new ExecutionAttribute<>("nfs2s3.sentAt");
    private volatile Listener listener = new Listener() {
        @Override
        public void put(Duration after) {}

        @Override
        public void slowDown(Duration after) {}
    };

    /** Has one listener told from now on. */
    public void tell(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        attributes.putAttribute(SENT_AT, System.nanoTime());
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        if (isSlowDown(context.httpResponse().statusCode())) {
            listener.slowDown(since(attributes));
        }
    }

    /** What only the body of an answer says. */
    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        Throwable error = context.exception();
        if (S3Errors.isSlowDown(error) && !isSlowDown(S3Errors.status(error))) {
            listener.slowDown(since(attributes));
        }
    }

    private static boolean isSlowDown(int status) {
        return S3ErrorTable.of("", status) == FailureCode.STORE_SLOW;
    }

    private static Duration since(ExecutionAttributes attributes) {
        Long sentAt = attributes.getAttribute(SENT_AT);
        return sentAt == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - sentAt);
    }

    /** @param small whether it was a PUT of a small object; for larger ones the time says more about the network */
    void put(boolean small, Duration after) {
        listener.put(small ? after : Duration.ZERO);
    }

    /** @param failure of one attempt of a PUT */
    void failed(Throwable failure, Duration after) {
        if (S3Errors.isSlowDown(failure)) {
            listener.slowDown(after);
        }
    }
}
