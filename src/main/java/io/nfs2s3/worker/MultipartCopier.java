package io.nfs2s3.worker;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.storage.MultipartUpload;
import io.nfs2s3.storage.ObjectStore;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Copies a file by a multipart upload: read and put part by part, as many at a time as fit into memory. Thread-safe. */
final class MultipartCopier {
    private static final int PARTS_IN_FLIGHT = 2;
    private final ObjectStore store;
    private final ByteBudget budget;

    MultipartCopier(ObjectStore store, ByteBudget budget) {
        this.store = store;
        this.budget = budget;
    }

    CopyOutcome copy(CopyRequest request) {
        long partSize = partSize(request.size());
        CRC32C crc = new CRC32C();
        MultipartUpload put = null;
        try {
            for (long left = request.size(); left > 0; left -= partSize) {
                int length = (int) Math.min(partSize, left);
                budget.acquire(length);
                boolean sent = false;
                try {
                    ByteBuffer part = request.read(length);
                    crc.update(part.duplicate());
                    if (put == null) {
                        put = store.putLarge(request.object(part), request.size());
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
                request.checkUnchanged();
            }
            Checksum checksum = Checksum.of(crc);
            return request.outcome(put.complete(checksum), checksum);
        } catch (RuntimeException | Error e) {
            if (put != null) {
                put.abort();
            }
            throw e;
        }
    }

    private long partSize(long size) {
        long partSize = MultipartUpload.partSize(store.settings(), size);
        if (partSize > budget.bytes() / PARTS_IN_FLIGHT) {
            throw new MigrationException(
                    FailureCode.TOO_LARGE,
                    "it has " + size + " bytes, which takes parts of " + partSize + "; raise worker.bytesInFlight to "
                            + PARTS_IN_FLIGHT + " times that");
        }
        return partSize;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the part's own future is kept by MultipartUpload
    private boolean send(MultipartUpload put, ByteBuffer part, int length) {
        put.send(part).whenComplete((done, error) -> budget.release(length));
        return true;
    }
}
