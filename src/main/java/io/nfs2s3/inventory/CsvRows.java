package io.nfs2s3.inventory;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads CSV as RFC 4180 has it: a field in quotes may have commas, line breaks, and doubled quotes. For one thread. */
final class CsvRows {
    /** A key of 1,024 bytes has three characters for each of them. */
    private static final int MOST_CHARS = 16 * 1024;

    private static final int END = -1;

    private final Reader reader;
    private final StringBuilder field = new StringBuilder();
    private int next;

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
        while (next == '\r' || next == '\n') {
            next = reader.read();
        }
        if (next == END) {
            return null;
        }
        List<String> row = new ArrayList<>();
        row.add(field());
        while (next == ',') {
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
            if (next == END) {
                throw new IllegalArgumentException("a quoted field does not end");
            }
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
        if (field.length() == MOST_CHARS) {
            throw new IllegalArgumentException("a field is longer than one of an inventory can be");
        }
        field.append((char) next);
        next = reader.read();
    }
}
