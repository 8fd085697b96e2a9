package io.nfs2s3.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What follows the head of a request. */
interface HttpBody {
    /** In bytes. */
    long size();

    /** Writes the head and then all bytes. */
    void write(byte[] head, OutputStream out) throws IOException;

    /**
     * A body in memory.
     *
     * @param bytes with an array; from position to limit
     */
    record InMemory(ByteBuffer bytes) implements HttpBody {
        /** Head and body go out by one write up to here. */
        private static final int ONE_WRITE = 64 * 1024;

        @Override
        public long size() {
            return bytes.remaining();
        }

        @Override
        public void write(byte[] head, OutputStream out) throws IOException {
            int size = bytes.remaining();
            byte[] array = bytes.array();
            int start = bytes.arrayOffset() + bytes.position();
            if (head.length + size > ONE_WRITE) {
                out.write(head);
                out.write(array, start, size);
            } else {
                byte[] all = Arrays.copyOf(head, head.length + size);
                System.arraycopy(array, start, all, head.length, size);
                out.write(all);
            }
        }
    }
}
