package io.nfs2s3.inventory;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A temporary file that nobody finds by name: it is gone with the process, also with one that is killed. */
public final class ScratchFile implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final FileChannel channel;

    /** @throws IOException when the folder takes no files */
    public ScratchFile(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "nfs2s3-", ".tmp");
        try {
            this.channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(file); // what is open stays until it is closed
        }
    }

    FileChannel channel() {
        return channel;
    }

    /** To be flushed, not closed. */
    public DataOutputStream writer() {
        return new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
    }

    /** Reads it from its beginning. */
    public DataInputStream reader() throws IOException {
        channel.position(0);
        return new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), BUFFER));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
