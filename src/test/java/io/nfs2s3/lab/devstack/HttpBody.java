package io.nfs2s3.lab.devstack;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Moves the body of an HTTP/1.1 message as it comes, without keeping it. */
final class HttpBody {
    private final InputStream in;
    private final OutputStream out;

    private HttpBody(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** Moves the body that belongs to a head. */
    static void move(HttpHead head, InputStream in, OutputStream out) throws IOException {
        HttpBody body = new HttpBody(in, out);
        if (head.isChunked()) {
            body.chunks();
        } else {
            body.bytes(head.contentLength());
        }
        out.flush();
    }

    private void chunks() throws IOException {
        long length;
        do {
            length = Long.parseLong(line().split(";", 2)[0].strip(), 16);
            bytes(length);
            if (length > 0) {
                line();
            }
            out.flush();
        } while (length > 0);
        String trailer;
        do {
            trailer = line();
        } while (!trailer.isEmpty());
    }

    private void bytes(long count) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        for (long left = count; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("a body ended early");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    /** Moves a line. @return it without its end */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("a body ended early");
            }
            out.write(next);
            line.append((char) next);
        }
        out.write('\n');
        return line.toString().strip();
    }
}
