package io.nfs2s3.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection, used by one thread at a time. It speaks only what a PUT that comes off needs: any answer but
 * 200 with a length ends the connection.
 */
final class HttpConnection {
    /** Of an answer: its status, and its headers by their names in lower case. */
    record Answer(int status, Map<String, String> headers) {
        @Nullable
        String header(String name) {
            return headers.get(name);
        }
    }

    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int STATUS_LENGTH = 3;
    private static final int HEAD_BYTES = 16 * 1024;
    private static final int BODY_BYTES = 64 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[HEAD_BYTES];
    private volatile boolean reusable;

    /** When the exchange under way is given up, or since when there is none: a time of {@link System#nanoTime}. */
    private volatile long time;

    HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    boolean isReusable() {
        return reusable;
    }

    long time() {
        return time;
    }

    void time(long nanos) {
        time = nanos;
    }

    /** @throws IOException also when the connection is closed meanwhile by {@link #close}, by another thread */
    Answer exchange(byte[] head, HttpBody body) throws IOException {
        reusable = false;
        body.write(head, out);
        out.flush();
        int length = 0;
        int end = -1;
        while (end < 0) {
            int read = length < buffer.length ? in.read(buffer, length, buffer.length - length) : -1;
            if (read < 0) {
                throw new EOFException("the store closed the connection, or its answer has too long a head");
            }
            end = endOfHead(Math.max(0, length - 3), length + read);
            length += read;
        }
        Answer answer = parse(new String(buffer, 0, end, StandardCharsets.ISO_8859_1));
        reusable = answer.status() == 200
                && !"close".equalsIgnoreCase(answer.header("connection"))
                && skip(answer.header("content-length"), length - end - 4);
        return answer;
    }

    private int endOfHead(int from, int to) {
        for (int i = from; i + 3 < to; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static Answer parse(String head) throws IOException {
        List<String> lines = head.lines().toList();
        String first = lines.get(0);
        if (!first.startsWith("HTTP/1.") || first.length() < STATUS_AT + STATUS_LENGTH) {
            throw new IOException("the store does not answer in HTTP/1.1");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
        }
        try {
            return new Answer(Integer.parseInt(first.substring(STATUS_AT, STATUS_AT + STATUS_LENGTH)), headers);
        } catch (NumberFormatException e) {
            throw new IOException("the store answers without a status", e);
        }
    }

    /** @return whether the connection stands at the beginning of the next answer */
    private boolean skip(@Nullable String contentLength, int already) throws IOException {
        if (contentLength == null || !contentLength.matches("\\d{1,5}")) {
            return false;
        }
        int left = Integer.parseInt(contentLength) - already;
        if (left < 0 || left > BODY_BYTES) {
            return false;
        }
        while (left > 0) {
            int read = in.read(buffer, 0, Math.min(left, buffer.length));
            if (read < 0) {
                return false;
            }
            left -= read;
        }
        return true;
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // there is nothing left to lose
        }
    }
}
