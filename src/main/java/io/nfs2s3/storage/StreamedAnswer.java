package io.nfs2s3.storage;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Gives the bytes of an object as soon as the answer begins, and tells them when the call fails later. The SDK's own
 * transformers tell nobody then: who reads a body that was cut waits for the rest of it in vain.
 */
final class StreamedAnswer implements AsyncResponseTransformer<GetObjectResponse, InputStream> {
    private final Supplier<ObjectBytes> empty;
    private volatile CompletableFuture<InputStream> opened = new CompletableFuture<>();
    private volatile ObjectBytes bytes;

    /** @param empty makes what takes the bytes, for each attempt */
    StreamedAnswer(Supplier<ObjectBytes> empty) {
        this.empty = empty;
        this.bytes = empty.get();
    }

    @Override
    public CompletableFuture<InputStream> prepare() {
        opened = new CompletableFuture<>();
        bytes = empty.get();
        return opened;
    }

    @Override
    public void onResponse(GetObjectResponse response) {
        // only its bytes are asked for
    }

    @Override
    public void onStream(SdkPublisher<ByteBuffer> body) {
        body.subscribe(bytes);
        opened.complete(bytes);
    }

    @Override
    public void exceptionOccurred(Throwable error) {
        if (!opened.completeExceptionally(error)) {
            bytes.onError(error);
        }
    }
}
