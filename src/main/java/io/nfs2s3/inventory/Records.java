package io.nfs2s3.inventory;

import io.nfs2s3.storage.ListedObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An object of an inventory as bytes, for sorting: the length of its key in two bytes, the key in UTF-8, the size in eight bytes,
 * whether it may be archived, and its ETag. About a hundred bytes.
 */
final class Records {
    private static final int LENGTH = Short.BYTES;

    /** By the bytes of the key, as S3 lists; the same key by the rest, so that equal records meet. */
    static final Comparator<byte[]> ORDER = (a, b) -> {
        int order = compareKey(a, b, LENGTH, LENGTH + keyLength(b));
        return order == 0 ? Arrays.compareUnsigned(a, b) : order;
    };

    private Records() {}

    static byte[] of(ListedObject object) {
        byte[] key = object.key().getBytes(StandardCharsets.UTF_8);
        byte[] etag = object.etag() == null ? new byte[0] : object.etag().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(LENGTH + key.length + Long.BYTES + 1 + etag.length)
                .putShort((short) key.length)
                .put(key)
                .putLong(object.size())
                .put((byte) (object.archived() ? 1 : 0))
                .put(etag)
                .array();
    }

    static ListedObject object(byte[] record) {
        int length = keyLength(record);
        ByteBuffer rest = ByteBuffer.wrap(record, LENGTH + length, record.length - LENGTH - length);
        long size = rest.getLong();
        boolean archived = rest.get() != 0;
        String etag = StandardCharsets.UTF_8.decode(rest).toString();
        String key = new String(record, LENGTH, length, StandardCharsets.UTF_8);
        return new ListedObject(key, size, etag.isEmpty() ? null : etag, archived);
    }

    /** Compares the key of a record with another one. */
    static int compareKey(byte[] record, byte[] key) {
        return compareKey(record, key, 0, key.length);
    }

    private static int compareKey(byte[] record, byte[] other, int from, int to) {
        return Arrays.compareUnsigned(record, LENGTH, LENGTH + keyLength(record), other, from, to);
    }

    static boolean begins(byte[] record, byte[] prefix) {
        int length = keyLength(record);
        return length >= prefix.length
                && Arrays.equals(record, LENGTH, LENGTH + prefix.length, prefix, 0, prefix.length);
    }

    private static int keyLength(byte[] record) {
        return ((record[0] & 0xff) << Byte.SIZE) | (record[1] & 0xff);
    }

    static void write(DataOutputStream out, byte[] record) throws IOException {
        out.writeShort(record.length);
        out.write(record);
    }

    /** The next one; null at the end. */
    static byte @Nullable [] read(DataInputStream in) throws IOException {
        int length;
        try {
            length = in.readUnsignedShort();
        } catch (EOFException e) {
            return null;
        }
        byte[] record = new byte[length];
        in.readFully(record);
        return record;
    }
}
