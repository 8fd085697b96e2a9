package io.nfs2s3.upload.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.nfs2s3.testing.Together;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int THREADS = 8;
    private final List<List<String>> writes = new CopyOnWriteArrayList<>();
    private final SpoolLock lock;

    GroupCommitTest(@TempDir Path directory) {
        lock = SpoolLock.of(directory.resolve("lock"));
    }

    /** The first write waits until every thread has something to write. */
    private GroupCommit waitingForAll(CountDownLatch arrived) {
        return new GroupCommit(lock, lines -> {
            try {
                arrived.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            writes.add(lines);
        });
    }

    @Test
    void writers_at_the_same_time_share_a_sync() {
        CountDownLatch arrived = new CountDownLatch(THREADS);
        GroupCommit group = waitingForAll(arrived);

        Together.run(THREADS, thread -> () -> {
            arrived.countDown();
            group.append(List.of("line " + thread), PATIENCE);
            assertThat(writes.stream().flatMap(List::stream)).contains("line " + thread);
            return thread;
        });

        assertThat(writes.stream().flatMap(List::stream)).hasSize(THREADS).doesNotHaveDuplicates();
    }

    @Test
    void a_failed_write_fails_each_of_its_writers_and_no_other() {
        AtomicInteger calls = new AtomicInteger();
        GroupCommit group = new GroupCommit(lock, lines -> {
            if (calls.incrementAndGet() == 1) {
                throw new IOException("the disk is full");
            }
            writes.add(lines);
        });
        assertThatIOException()
                .isThrownBy(() -> group.append(List.of("one"), PATIENCE))
                .withMessage("the disk is full");

        assertThat(Together.run(1, thread -> () -> {
                    group.append(List.of("two"), PATIENCE);
                    return "written";
                }))
                .containsExactly("written");
        assertThat(writes).containsExactly(List.of("two"));
    }

    @Test
    void what_was_given_up_is_not_written_later() throws IOException {
        GroupCommit group = new GroupCommit(lock, writes::add);
        lock.holding(
                PATIENCE,
                () -> Together.run(1, thread -> () -> {
                    assertThatIOException()
                            .isThrownBy(() -> group.append(List.of("late"), Duration.ZERO))
                            .withMessageContaining("lock");
                    return thread;
                }));

        group.append(List.of("next"), PATIENCE);

        assertThat(writes).containsExactly(List.of("next"));
    }
}
