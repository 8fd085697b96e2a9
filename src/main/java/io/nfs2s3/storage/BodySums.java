package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.Digests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The sums that a PUT needs, of a body that comes by piece by piece. Used by one thread. */
final class BodySums {
    private final CRC32C crc = new CRC32C();
    private final @Nullable MessageDigest md5;

    /** @param settings say which sums are needed */
    BodySums(StorageSettings settings) {
        this.md5 = settings.verification().sendsMd5() ? Digests.md5() : null;
    }

    /** Takes a piece, whose position is left alone. */
    void update(ByteBuffer piece) {
        crc.update(piece.duplicate());
        if (md5 != null) {
            md5.update(piece.duplicate());
        }
    }

    Checksum crc32c() {
        return Checksum.of(crc);
    }

    /** Once, at the end. Null where none is needed. */
    @Nullable
    Md5 md5() {
        return md5 == null ? null : Md5.of(md5);
    }
}
