package io.nfs2s3.media;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * A checksum over all bytes of a file, written the way S3 writes it.
 *
 * @param algorithm such as {@code CRC32C}
 * @param value base64 of the big-endian bytes
 */
public record Checksum(String algorithm, String value) {
    public static final String CRC32C = "CRC32C";

    /** The checksum that a running CRC32C has come to. */
    public static Checksum of(CRC32C crc) {
        byte[] bytes =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
        return new Checksum(CRC32C, Base64.getEncoder().encodeToString(bytes));
    }

    /** CRC32C of the remaining bytes of a buffer, whose position is left alone. */
    public static Checksum crc32c(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return of(crc);
    }

    /**
     * Of what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException for other text
     */
    public static Checksum parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a checksum with its algorithm: " + text);
        }
        return new Checksum(text.substring(0, colon), text.substring(colon + 1));
    }

    /** {@code algorithm:value}, as the catalog stores it. */
    @Override
    public String toString() {
        return algorithm + ":" + value;
    }
}
