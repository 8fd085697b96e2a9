package io.nfs2s3.storage;

import io.nfs2s3.media.MigrationException;
import java.nio.ByteBuffer;

/** A body that can be read twice from its beginning. Used by one thread. */
public interface RereadableBody {
    /** In bytes; the same both times. */
    long size();

    /**
     * Fills a buffer, which has an array, and flips it for reading.
     *
     * @throws MigrationException when it cannot be read, or ends too early
     */
    void read(ByteBuffer buffer);

    /** Goes back to the beginning. */
    void rewind();

    /**
     * Called after the last byte was read the second time, and before it is sent.
     *
     * @throws MigrationException when it is not what it was at first, so that nothing may come into being
     */
    void checkUnchanged();
}
