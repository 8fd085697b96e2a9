package io.nfs2s3.backfill;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Splits a manifest at its separators. One that is packed by gzip is told by its first bytes and unpacked; a byte-order
 * mark is left out. Not thread-safe.
 */
final class ManifestRecords {
    /** Far more than any path has. A longer record is cut, so that a file that is no manifest does not fill the memory. */
    static final int LONGEST = 64 * 1024;

    private static final int BUFFER = 64 * 1024;
    private static final byte[] GZIP = {0x1F, (byte) 0x8B};
    private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] UTF_16_BIG = {(byte) 0xFE, (byte) 0xFF};
    private static final byte[] UTF_16_LITTLE = {(byte) 0xFF, (byte) 0xFE};

    private final InputStream in;
    private final int separator;
    private long number;
    private boolean cut;

    /**
     * @param in not closed
     * @throws IllegalArgumentException when it is in UTF-16
     */
    ManifestRecords(InputStream in, int separator) throws IOException {
        BufferedInputStream raw = new BufferedInputStream(in, BUFFER);
        BufferedInputStream text =
                startsWith(raw, GZIP) ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER) : raw;
        if (startsWith(text, UTF_16_BIG) || startsWith(text, UTF_16_LITTLE)) {
            throw new IllegalArgumentException("it is in UTF-16: write it in UTF-8");
        }
        if (startsWith(text, UTF_8_MARK)) {
            text.skipNBytes(UTF_8_MARK.length);
        }
        this.in = text;
        this.separator = separator;
    }

    private static boolean startsWith(BufferedInputStream in, byte[] magic) throws IOException {
        in.mark(magic.length);
        byte[] first = in.readNBytes(magic.length);
        in.reset();
        return Arrays.equals(first, magic);
    }

    /** How many were read, the empty ones too: the number of the last one. */
    long number() {
        return number;
    }

    /**
     * Reads the next record without its separator.
     *
     * @param record emptied and filled, with at most {@value #LONGEST} bytes
     * @return false at the end
     */
    boolean next(ByteArrayOutputStream record) throws IOException {
        record.reset();
        int value = in.read();
        if (value < 0) {
            return false;
        }
        number++;
        for (; value >= 0 && value != separator; value = in.read()) {
            if (record.size() < LONGEST) {
                record.write(value);
            }
        }
        cut = value < 0;
        return true;
    }

    /** Whether the last one that was read had no separator behind it: it may be but the beginning of what was meant. */
    boolean cut() {
        return cut;
    }
}
