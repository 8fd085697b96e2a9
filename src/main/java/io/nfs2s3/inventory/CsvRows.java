package io.nfs2s3.inventory;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads CSV as RFC 4180 has it: a field in quotes may have commas, line breaks, and doubled quotes. For one thread. */
final class CsvRows {
    /** Of a row: a key of 1,024 bytes has three for each of them. */
    private static final int MOST_CHARS = 16 * 1024;

    /** More than an inventory has columns. */
    private static final int MOST_FIELDS = 256;

    /** Line breaks without a row between them. */
    private static final int MOST_BREAKS = 1_000;

    private static final String BREAKS = "there are more than " + MOST_BREAKS + " line breaks without a row";
    private static final String FIELDS = "a row has more than " + MOST_FIELDS + " fields";

    private static final int END = -1;

    private final Reader reader;
    private final StringBuilder field = new StringBuilder();
    private int next;
    private int chars;

    /** @param reader buffered; each character is read by a call */
    CsvRows(Reader reader) throws IOException {
        this.reader = reader;
        this.next = reader.read();
    }

    /**
     * The next row; null at the end.
     *
     * @throws IllegalArgumentException when it is no CSV
     */
    @Nullable
    List<String> next() throws IOException {
        for (int breaks = 0; next == '\r' || next == '\n'; breaks++) {
            require(breaks < MOST_BREAKS, BREAKS);
            next = reader.read();
        }
        if (next == END) {
            return null;
        }
        List<String> row = new ArrayList<>();
        chars = 0;
        row.add(field());
        while (next == ',') {
            require(row.size() < MOST_FIELDS, FIELDS);
            next = reader.read();
            row.add(field());
        }
        return row;
    }

    private String field() throws IOException {
        field.setLength(0);
        if (next == '"') {
            quoted();
        }
        while (next != ',' && next != '\n' && next != '\r' && next != END) {
            append();
        }
        return field.toString();
    }

    private void quoted() throws IOException {
        next = reader.read();
        while (true) {
            require(next != END, "a quoted field does not end");
            if (next == '"') {
                next = reader.read();
                if (next != '"') {
                    return;
                }
            }
            append();
        }
    }

    private void append() throws IOException {
        require(chars++ < MOST_CHARS, "a row is longer than one of an inventory can be");
        field.append((char) next);
        next = reader.read();
    }

    private static void require(boolean isSo, String otherwise) {
        if (!isSo) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
