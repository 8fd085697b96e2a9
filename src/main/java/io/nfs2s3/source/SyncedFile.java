package io.nfs2s3.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Writes a file of the mount, and has its bytes reach the disk piece by piece: each call has the time of one read, and one sync of
 * all bytes of a large file over a slow network would take longer. For one thread.
 */
final class SyncedFile {
    /** 30 s for so much are 280 KB a second. */
    private static final long MOST_UNSYNCED = 8L << 20;

    /** Has the disk take what was written. */
    @FunctionalInterface
    interface Sync {
        void all() throws IOException;
    }

    private final WritableByteChannel out;
    private final Sync sync;
    private final ReaderPool.Watch watch;
    private long unsynced;

    SyncedFile(WritableByteChannel out, Sync sync, ReaderPool.Watch watch) {
        this.out = out;
        this.sync = sync;
        this.watch = watch;
    }

    void write(ByteBuffer piece) throws IOException {
        if (unsynced + piece.remaining() > MOST_UNSYNCED) {
            sync();
        }
        unsynced += piece.remaining();
        watch.timed(() -> {
            while (piece.hasRemaining()) {
                out.write(piece);
            }
            return true;
        });
    }

    /** What is written survives a crash of the file server. */
    void sync() throws IOException {
        watch.timed(() -> {
            sync.all();
            return true;
        });
        unsynced = 0;
    }
}
