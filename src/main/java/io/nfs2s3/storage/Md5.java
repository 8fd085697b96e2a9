package io.nfs2s3.storage;

import io.nfs2s3.media.Digests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** An MD5 as S3 uses it, in {@code Content-MD5} and in ETags. No protection against anything but chance. */
final class Md5 {
    private final byte[] bytes;

    private Md5(byte[] bytes) {
        this.bytes = bytes;
    }

    static Md5 of(ByteBuffer content) {
        MessageDigest digest = Digests.md5();
        digest.update(content.duplicate());
        return of(digest);
    }

    /** The MD5 that a digest has come to. */
    static Md5 of(MessageDigest digest) {
        return new Md5(digest.digest());
    }

    /** The ETag of an object that was sent in parts: MD5 of the parts' MD5s, and their number. */
    static String etagOfParts(List<Md5> parts) {
        MessageDigest digest = Digests.md5();
        parts.forEach(part -> digest.update(part.bytes));
        return HexFormat.of().formatHex(digest.digest()) + "-" + parts.size();
    }

    String etag() {
        return HexFormat.of().formatHex(bytes);
    }

    String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
