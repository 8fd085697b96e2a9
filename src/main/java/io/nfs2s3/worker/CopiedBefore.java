package io.nfs2s3.worker;

import io.nfs2s3.media.MediaFile;
import io.nfs2s3.source.Fingerprint;
import io.nfs2s3.source.SourceFile;
import java.nio.ByteBuffer;

/**
 * Whether a file has the bytes of its copy. Another size or modification time means that it has not. The same of both
 * proves nothing: a site may set the time, clocks of file systems are coarse, and an NFS client answers from its cache
 * until the file is opened. So the bytes are read then. Thread-safe.
 */
final class CopiedBefore {
    private static final int BUFFER = 128 * 1024;
    private final ByteBudget budget;

    /** @param budget for the memory of its buffers */
    CopiedBefore(ByteBudget budget) {
        this.budget = budget;
    }

    /** @param file open, nothing of it read yet; on its reader thread */
    boolean hasBytesOf(MediaFile row, SourceFile file) {
        Fingerprint now = file.fingerprint();
        if (row.sizeBytes() == null
                || row.sizeBytes() != now.sizeBytes()
                || !now.modifiedMicros().equals(row.sourceModified())) {
            return false;
        }
        budget.acquire(BUFFER);
        try {
            return file.checksum(ByteBuffer.allocate(BUFFER)).equals(row.checksum());
        } finally {
            budget.release(BUFFER);
        }
    }
}
