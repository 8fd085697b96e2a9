package io.nfs2s3.worker;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.media.Upload;
import io.nfs2s3.source.Fingerprint;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.SourceFile;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.storage.LargePut;
import io.nfs2s3.storage.NewObject;
import io.nfs2s3.storage.ObjectStore;
import io.nfs2s3.storage.PutOutcome;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;

/**
 * Copies one file from the mount to S3 and proves the copy. Flips nothing.
 *
 * <p>A small file is read once into memory, then put; a large one is read and put part by part. Either way the file is
 * checked to be unchanged after its last byte was read and before the object comes into being. Thread-safe.
 */
final class FileMigrator {
    private static final int PARTS_IN_FLIGHT = 2;
    private final NfsSource source;
    private final ObjectStore store;
    private final ContentTypes types;
    private final ByteBudget budget;

    FileMigrator(NfsSource source, ObjectStore store, ContentTypes types, ByteBudget budget) {
        this.source = source;
        this.store = store;
        this.types = types;
        this.budget = budget;
    }

    /** Fails with a {@link MigrationException}. */
    @SuppressWarnings("FutureReturnValueIgnored") // the inner future is what the outer one is composed to
    CompletableFuture<CopyOutcome> copy(Upload upload) {
        ObjectKey key;
        try {
            key = key(upload);
        } catch (MigrationException e) {
            return CompletableFuture.failedFuture(e);
        }
        return source.read(
                        upload.path(),
                        file -> file.fingerprint().sizeBytes()
                                        <= store.settings().partSize()
                                ? small(file, upload, key)
                                : CompletableFuture.completedFuture(large(file, upload, key)))
                .thenCompose(outcome -> outcome);
    }

    /** The key that an upload has in S3. */
    ObjectKey key(Upload upload) {
        try {
            return ObjectKey.of(store.settings().prefix(), upload.path(), upload.generation());
        } catch (IllegalArgumentException e) {
            throw new MigrationException(FailureCode.KEY_TOO_LONG, String.valueOf(e.getMessage()), e);
        }
    }

    private CompletableFuture<CopyOutcome> small(SourceFile file, Upload upload, ObjectKey key) {
        long size = file.fingerprint().sizeBytes();
        budget.acquire(size);
        ByteBuffer bytes;
        Checksum checksum;
        NewObject object;
        try {
            bytes = readExactly(file, (int) size);
            file.checkUnchanged();
            checksum = Checksum.crc32c(bytes);
            object = newObject(file, upload, key, bytes);
        } catch (RuntimeException | Error e) {
            budget.release(size);
            throw e;
        }
        return store.put(object, bytes, checksum)
                .whenComplete((outcome, error) -> budget.release(size))
                .thenApply(outcome -> outcome(outcome, file, upload, key, checksum));
    }

    private CopyOutcome large(SourceFile file, Upload upload, ObjectKey key) {
        long size = file.fingerprint().sizeBytes();
        long partSize = LargePut.partSize(store.settings(), size);
        if (partSize > budget.bytes() / PARTS_IN_FLIGHT) {
            throw new MigrationException(
                    FailureCode.TOO_LARGE,
                    "it has " + size + " bytes, which takes parts of " + partSize + "; raise worker.bytesInFlight to "
                            + PARTS_IN_FLIGHT + " times that");
        }
        CRC32C crc = new CRC32C();
        LargePut put = null;
        try {
            for (long left = size; left > 0; left -= partSize) {
                int length = (int) Math.min(partSize, left);
                budget.acquire(length);
                boolean sent = false;
                try {
                    ByteBuffer part = readExactly(file, length);
                    crc.update(part.duplicate());
                    if (put == null) {
                        put = store.putLarge(newObject(file, upload, key, part), size);
                    }
                    sent = send(put, part, length);
                } finally {
                    if (!sent) {
                        budget.release(length);
                    }
                }
                if (put.hasFailed()) {
                    break;
                }
            }
            if (put == null) {
                throw new IllegalStateException("a large file has at least one part");
            }
            if (!put.hasFailed()) {
                file.checkUnchanged();
            }
            Checksum checksum = Checksum.of(crc);
            return outcome(put.complete(checksum), file, upload, key, checksum);
        } catch (RuntimeException | Error e) {
            if (put != null) {
                put.abort();
            }
            throw e;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the part's own future is kept by LargePut
    private boolean send(LargePut put, ByteBuffer part, int length) {
        put.send(part).whenComplete((done, error) -> budget.release(length));
        return true;
    }

    private static ByteBuffer readExactly(SourceFile file, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.read(bytes);
        if (bytes.limit() < length) {
            throw new MigrationException(FailureCode.SOURCE_CHANGED, "it became shorter while it was read");
        }
        return bytes;
    }

    private NewObject newObject(SourceFile file, Upload upload, ObjectKey key, ByteBuffer head) {
        return new NewObject(
                key,
                upload,
                file.fingerprint().modifiedMicros(),
                types.detect(upload.path().fileName(), head));
    }

    private static CopyOutcome outcome(
            PutOutcome outcome, SourceFile file, Upload upload, ObjectKey key, Checksum checksum) {
        Fingerprint fingerprint = file.fingerprint();
        if (outcome instanceof PutOutcome.Proved proved) {
            return new CopyOutcome.Copied(new StoredCopy(
                    upload,
                    key,
                    fingerprint.sizeBytes(),
                    fingerprint.modifiedMicros(),
                    checksum,
                    proved.etag(),
                    proved.versionId()));
        }
        return new CopyOutcome.KeyTaken();
    }
}
