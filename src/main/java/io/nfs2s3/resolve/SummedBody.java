package io.nfs2s3.resolve;

import io.nfs2s3.media.Checksum;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.zip.CRC32C;

/** A body that is counted and summed up, and not kept. */
final class SummedBody implements BodySubscriber<SummedBody.Sum> {
    /** @param size in bytes */
    record Sum(long size, Checksum checksum) {}

    static final Sum NOTHING = new Sum(0, Checksum.of(new CRC32C()));

    private final CompletableFuture<Sum> sum = new CompletableFuture<>();
    private final CRC32C crc = new CRC32C();
    private long size;

    @Override
    public CompletionStage<Sum> getBody() {
        return sum;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        for (ByteBuffer piece : pieces) {
            size += piece.remaining();
            crc.update(piece);
        }
    }

    @Override
    public void onError(Throwable error) {
        sum.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        sum.complete(new Sum(size, Checksum.of(crc)));
    }
}
