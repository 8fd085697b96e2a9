package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A disk of which it is known how much it has to sync at once. */
class SyncedFileTest {
    private static final int PIECE = 128 * 1024;
    private static final int PIECES = 300;

    private final List<Long> synced = new ArrayList<>();
    private long unsynced;

    private final WritableByteChannel disk = Channels.newChannel(new OutputStream() {
        @Override
        public void write(int one) {
            unsynced++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            unsynced += length;
        }
    });

    private void sync() {
        synced.add(unsynced);
        unsynced = 0;
    }

    private static boolean in(ReaderPool.Work<Boolean> work) {
        try (ReaderPool pool = new ReaderPool("test-", 1, Duration.ofSeconds(20), 1)) {
            return pool.submit(work).join();
        }
    }

    @Test
    void a_large_file_reaches_the_disk_in_pieces_that_one_call_has_the_time_for() {
        in(watch -> {
            SyncedFile file = new SyncedFile(disk, this::sync, watch);
            for (int i = 0; i < PIECES; i++) {
                file.write(ByteBuffer.allocate(PIECE));
            }
            file.sync();
            return true;
        });

        assertThat(synced).hasSizeGreaterThan(4).allMatch(bytes -> bytes <= 8L << 20);
        assertThat(synced.stream().mapToLong(Long::longValue).sum()).isEqualTo((long) PIECES * PIECE);
        assertThat(unsynced).isZero();
    }

    @Test
    void what_is_written_is_what_was_given() throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        in(watch -> {
            new SyncedFile(Channels.newChannel(written), this::sync, watch)
                    .write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            return true;
        });

        assertThat(written.toByteArray()).containsExactly(1, 2, 3);
    }
}
