package io.nfs2s3.inventory;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.StringArrayHandler;
import io.nfs2s3.media.Digests;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The rows of one data file: CSV, packed by gzip. What cannot be read is no outage but a damaged file. For one thread. */
final class DataRows implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    /** More columns than an inventory has. */
    private static final int MOST_FIELDS = 256;

    /** Of a row, in characters: a key of 1,024 bytes has three for each of them. */
    private static final int MOST_CHARS = 16 * 1024;

    private final DigestInputStream packed;
    private final Iterator<String[]> rows;

    /** @throws IllegalArgumentException when it is not there, or not packed so */
    static DataRows open(InventoryFiles files, String key) {
        try {
            return new DataRows(files.data(key));
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private DataRows(InputStream packed) throws IOException {
        this.packed = new DigestInputStream(packed, Digests.md5());
        try {
            this.rows = CsvReader.builder()
                    .skipEmptyLines(false) // many of them would be passed over without a word
                    .allowExtraFields(true) // the columns are those of the manifest, not those of the first row
                    .allowMissingFields(true)
                    .maxBufferSize(BUFFER)
                    .build(handler(), new GZIPInputStream(this.packed, BUFFER), StandardCharsets.UTF_8)
                    .iterator();
        } catch (IOException | RuntimeException e) {
            packed.close();
            throw e;
        }
    }

    private static StringArrayHandler handler() {
        return StringArrayHandler.builder()
                .maxFields(MOST_FIELDS)
                .maxFieldSize(MOST_CHARS)
                .maxRecordSize(MOST_CHARS)
                .build();
    }

    private static IllegalArgumentException damaged(Exception e) {
        return new IllegalArgumentException(
                "it cannot be read: " + ErrorText.ofRoot(e) + "; copy it again, or take another inventory", e);
    }

    /** The next one; null at the end. */
    @Nullable
    List<String> next() {
        try {
            return rows.hasNext() ? List.of(rows.next()) : null;
        } catch (UncheckedIOException | CsvParseException e) {
            throw damaged(e);
        }
    }

    /** At the end: whether it was the file that the manifest names. */
    void requireMd5(String expected) {
        String found;
        try {
            packed.transferTo(OutputStream.nullOutputStream());
            found = HexFormat.of().formatHex(packed.getMessageDigest().digest());
        } catch (IOException e) {
            throw damaged(e);
        }
        if (!found.equalsIgnoreCase(expected)) {
            throw new IllegalArgumentException("its MD5 is " + found + ", and the manifest says "
                    + Printable.line(expected) + ": copy it again, or take another inventory");
        }
    }

    @Override
    public void close() {
        try {
            packed.close();
        } catch (IOException e) {
            throw damaged(e);
        }
    }
}
