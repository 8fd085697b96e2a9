package io.nfs2s3.worker;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.storage.ObjectStore;
import io.nfs2s3.storage.PutOutcome;
import io.nfs2s3.storage.StreamedPut;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Copies one file from the mount to S3 and proves the copy. Flips nothing.
 *
 * <p>A small file is read once into memory, then put; a larger one is read twice and streamed the second time; the
 * largest are read and put part by part. Each way the file is
 * checked to be unchanged after its last byte was read and before the object comes into being. Thread-safe.
 */
final class FileCopier {
    private final NfsSource source;
    private final ObjectStore store;
    private final ContentTypes types;
    private final ByteBudget budget;
    private final ReadPace pace;
    private final MultipartCopier inParts;

    FileCopier(NfsSource source, ObjectStore store, ContentTypes types, ByteBudget budget, ReadPace pace) {
        this.source = source;
        this.store = store;
        this.types = types;
        this.budget = budget;
        this.pace = pace;
        this.inParts = new MultipartCopier(store, budget);
    }

    /**
     * Fails with a {@link MigrationException}.
     *
     * @param live whether its bytes are read before those of the backfill
     * @param whenRead run once on the reader thread, when the last byte was read the first time; not for an empty file, nor
     *     for one that fails before
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the inner future is what the outer one is composed to
    CompletableFuture<CopyOutcome> copy(FileVersion upload, boolean live, Runnable whenRead) {
        ObjectKey key;
        try {
            key = key(upload);
        } catch (MigrationException e) {
            return CompletableFuture.failedFuture(e);
        }
        return source.read(upload.path(), file -> copy(new CopyRequest(file, upload, key, types, pace, live, whenRead)))
                .thenCompose(outcome -> outcome);
    }

    private CompletableFuture<CopyOutcome> copy(CopyRequest request) {
        if (request.size() <= store.settings().partSize()) {
            return fromMemory(request);
        }
        if (store.streams(request.size())) {
            Optional<CopyOutcome> streamed = streamed(request);
            if (streamed.isPresent()) {
                return CompletableFuture.completedFuture(streamed.get());
            }
            request.rewind();
        }
        return CompletableFuture.completedFuture(inParts.copy(request));
    }

    /** Whether a file of this size goes in parts, if the store takes the others by one request. */
    boolean inParts(long size) {
        return size > store.settings().onePut();
    }

    /** The key that an upload has in S3. */
    ObjectKey key(FileVersion upload) {
        try {
            return ObjectKey.of(store.settings().prefix(), upload.path(), upload.generation());
        } catch (IllegalArgumentException e) {
            throw new MigrationException(FailureCode.KEY_TOO_LONG, String.valueOf(e.getMessage()), e);
        }
    }

    private CompletableFuture<CopyOutcome> fromMemory(CopyRequest request) {
        long size = request.size();
        budget.acquire(size);
        Checksum checksum;
        CompletableFuture<PutOutcome> put;
        try {
            ByteBuffer bytes = request.read((int) size);
            request.checkUnchanged();
            checksum = Checksum.crc32c(bytes);
            put = store.put(request.object(bytes), bytes, checksum);
        } catch (RuntimeException | Error e) {
            budget.release(size);
            throw e;
        }
        return put.whenComplete((outcome, error) -> budget.release(size))
                .thenApply(outcome -> request.outcome(outcome, checksum));
    }

    /** @return empty when the store did not take it this way */
    private Optional<CopyOutcome> streamed(CopyRequest request) {
        budget.acquire(StreamedPut.BUFFER);
        try {
            StreamedPut put = store.putStreamed(request, request::object);
            return put.send().join().map(outcome -> request.outcome(outcome, put.checksum()));
        } finally {
            budget.release(StreamedPut.BUFFER);
        }
    }
}
