package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.SourceFile;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.storage.EtagSums;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What one read of an original tells.
 *
 * @param modified its modification time, the same before and after the read, as precise as the database keeps it
 * @param checksum CRC32C of all its bytes
 * @param etags that an object with these bytes may have
 */
record OriginalSums(long size, Instant modified, Checksum checksum, Set<String> etags, String contentType) {
    private static final int BUFFER = 128 * 1024;

    /**
     * Reads a file to its end, on a reader thread.
     *
     * @param etag of the object that it is compared with, plain
     * @param whole whether its MD5 is wanted in any case
     * @throws MigrationException with {@code SOURCE_CHANGED} when it changed meanwhile
     */
    static OriginalSums read(SourceFile file, @Nullable String etag, boolean whole, ContentTypes types) {
        long size = file.fingerprint().sizeBytes();
        EtagSums etags = new EtagSums(etag, size, whole);
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, Math.max(1, size)));
        String type = size == 0 ? types.detect(file.path().fileName(), buffer.limit(0)) : null;
        for (long left = size; left > 0; left -= buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), left));
            file.read(buffer);
            if (!buffer.hasRemaining()) {
                throw new MigrationException(FailureCode.SOURCE_CHANGED, "it became shorter while it was read");
            }
            if (type == null) {
                type = types.detect(file.path().fileName(), buffer);
            }
            crc.update(buffer.duplicate());
            etags.update(buffer);
        }
        file.checkUnchanged();
        return new OriginalSums(
                size, file.fingerprint().modifiedMicros(), Checksum.of(crc), etags.etags(), String.valueOf(type));
    }
}
