package io.nfs2s3.inventory;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A temporary file that nobody finds by name: it is gone with the process, also with one that is killed. */
public final class ScratchFile implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    /** Left to others on a disk. */
    private static final long RESERVE = 256L * 1024 * 1024;

    /** Of a smaller disk: this part. */
    private static final int SHARE = 20;

    /** Bytes between two looks at the room. */
    private static final long LOOK = 4L * 1024 * 1024;

    private final Path folder;
    private final FileChannel channel;

    /** @throws IOException when the folder takes no files */
    public ScratchFile(Path folder) throws IOException {
        this.folder = folder;
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

    /** To be flushed, not closed. Takes no more when the disk is nearly full. */
    public DataOutputStream writer() {
        return new DataOutputStream(new BufferedOutputStream(new Sparing(Channels.newOutputStream(channel)), BUFFER));
    }

    private final class Sparing extends FilterOutputStream {
        private long sinceLook;

        private Sparing(OutputStream file) {
            super(file);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            sinceLook += length;
            if (sinceLook >= LOOK) {
                sinceLook = 0;
                requireRoom();
            }
            out.write(bytes, from, length);
        }
    }

    private void requireRoom() throws IOException {
        File disk = folder.toFile();
        long total = disk.getTotalSpace(); // 0 where the system does not tell
        long reserve = Math.min(RESERVE, total / SHARE);
        if (total > 0 && disk.getUsableSpace() < reserve) {
            throw new IOException("less than " + reserve / 1024 / 1024 + " MiB are left there");
        }
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
