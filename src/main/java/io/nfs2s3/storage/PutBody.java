package io.nfs2s3.storage;

import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** The body of a PUT, written anew for each attempt. */
interface PutBody {
    /** In bytes. */
    long size();

    /**
     * Writes all bytes.
     *
     * @throws MigrationException when they cannot be had; then the request is cut off, and nothing comes into being
     * @throws IOException when the connection does not take them
     */
    void writeTo(OutputStream out) throws IOException;

    /**
     * A body in memory.
     *
     * @param bytes with an array; from position to limit
     */
    record InMemory(ByteBuffer bytes) implements PutBody {
        @Override
        public long size() {
            return bytes.remaining();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        }
    }
}
