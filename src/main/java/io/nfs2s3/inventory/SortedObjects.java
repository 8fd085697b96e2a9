package io.nfs2s3.inventory;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectListing;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Objects in the order of their keys on disk, to be read from any key on like a listing. Blocks of {@value #BLOCK} records; in
 * memory is only where each begins: 8 MB of a milliard of objects. Thread-safe once it is filled.
 */
public final class SortedObjects implements ObjectListing, AutoCloseable {
    private static final int BLOCK = 1_000;

    /** The key of a record is at most 1,024 bytes. */
    private static final int FIRST_RECORD = 4 * 1024;

    private final ScratchFile file;
    private final long[] begins;
    private final int blocks;
    private final long end;

    private SortedObjects(ScratchFile file, long[] begins, int blocks, long end) {
        this.file = file;
        this.begins = begins;
        this.blocks = blocks;
        this.end = end;
    }

    /** @param sort is drained */
    static SortedObjects of(ExternalSort sort, Path folder) throws IOException {
        ScratchFile file = new ScratchFile(folder);
        try {
            Filling filling = new Filling(file.writer());
            sort.drain(filling);
            filling.out.flush();
            return new SortedObjects(file, filling.begins, filling.blocks, filling.at);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static final class Filling implements ExternalSort.Sink {
        private final DataOutputStream out;
        private long[] begins = new long[BLOCK];
        private int blocks;
        private int inBlock = BLOCK;
        private long at;

        private Filling(DataOutputStream out) {
            this.out = out;
        }

        @Override
        public void take(byte[] record) throws IOException {
            if (inBlock == BLOCK) {
                begins = blocks == begins.length ? Arrays.copyOf(begins, 2 * blocks) : begins;
                begins[blocks++] = at;
                inBlock = 0;
            }
            Records.write(out, record);
            inBlock++;
            at += Short.BYTES + record.length;
        }
    }

    /** Reads on the caller's thread. */
    @Override
    public CompletableFuture<Page> page(String prefix, String after) {
        try {
            return CompletableFuture.completedFuture(
                    page(prefix.getBytes(StandardCharsets.UTF_8), after.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(cannotBeRead(e));
        }
    }

    private Page page(byte[] prefix, byte[] after) throws IOException {
        byte[] from = Arrays.compareUnsigned(prefix, after) > 0 ? prefix : after;
        for (int block = Math.max(0, lastBeginningBefore(from)); block < blocks; block++) {
            List<ListedObject> objects = new ArrayList<>(BLOCK);
            for (byte[] record : read(block)) {
                if (Records.begins(record, prefix)) {
                    if (Records.compareKey(record, after) > 0) {
                        objects.add(Records.object(record));
                    }
                } else if (Records.compareKey(record, prefix) > 0) {
                    return new Page(objects, true);
                }
            }
            if (!objects.isEmpty()) {
                return new Page(objects, block == blocks - 1);
            }
        }
        return new Page(List.of(), true);
    }

    /** The last block whose first key is at most this one; -1 for none. */
    private int lastBeginningBefore(byte[] key) throws IOException {
        int low = 0;
        int high = blocks - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Records.compareKey(first(middle), key) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private byte[] first(int block) throws IOException {
        return Objects.requireNonNull(Records.read(bytes(begins[block], Math.min(end, begins[block] + FIRST_RECORD))));
    }

    private List<byte[]> read(int block) throws IOException {
        DataInputStream in = bytes(begins[block], block == blocks - 1 ? end : begins[block + 1]);
        List<byte[]> records = new ArrayList<>(BLOCK);
        for (byte[] record = Records.read(in); record != null; record = Records.read(in)) {
            records.add(record);
        }
        return records;
    }

    /** By its own position, so that several threads may read. */
    private DataInputStream bytes(long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - from));
        while (bytes.hasRemaining()) {
            if (file.channel().read(bytes, from + bytes.position()) < 0) {
                throw new EOFException();
            }
        }
        return new DataInputStream(new ByteArrayInputStream(bytes.array()));
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw cannotBeRead(e);
        }
    }

    private static IllegalArgumentException cannotBeRead(IOException e) {
        return new IllegalArgumentException(
                "the sorted inventory cannot be read back from the temporary folder: " + ErrorText.ofRoot(e)
                        + "; NFS2S3_JAVA_OPTS=-Djava.io.tmpdir=DIR names another folder",
                e);
    }
}
