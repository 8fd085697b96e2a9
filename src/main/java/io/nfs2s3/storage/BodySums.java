package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The sums that a PUT needs, of a body that comes by piece by piece. Used by one thread. */
final class BodySums {
    private final CRC32C crc = new CRC32C();
    private final @Nullable MessageDigest md5;
    private final @Nullable MessageDigest sha256;

    /** @param settings say which sums are needed */
    BodySums(StorageSettings settings) {
        this.md5 = settings.proof() == Proof.ETAG ? Md5.digest() : null;
        this.sha256 = settings.isSecure() ? null : RequestSigner.sha256();
    }

    /** Takes a piece, whose position is left alone. */
    void update(ByteBuffer piece) {
        crc.update(piece.duplicate());
        if (md5 != null) {
            md5.update(piece.duplicate());
        }
        if (sha256 != null) {
            sha256.update(piece.duplicate());
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

    /** Once, at the end. */
    String sha256() {
        return HexFormat.of()
                .formatHex(Objects.requireNonNull(sha256, "it is not needed").digest());
    }
}
