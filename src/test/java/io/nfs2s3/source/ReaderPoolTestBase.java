package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** Calls that hang until a mount is back. */
abstract class ReaderPoolTestBase {
    static final Duration SOON = Duration.ofMillis(50);
    static final Duration LATE = Duration.ofMinutes(10);
    static final MediaPath FILE = MediaPath.of("images/1.jpg");
    final CountDownLatch mountBack = new CountDownLatch(1);

    @AfterEach
    void bring_the_mount_back() {
        mountBack.countDown();
    }

    String hang(ReaderPool.Watch watch) throws IOException {
        return watch.timed(() -> {
            awaitQuietly(mountBack);
            return "late";
        });
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void isDown(CompletableFuture<?> future, String reason) {
        assertThatThrownBy(() -> future.get(1, TimeUnit.MINUTES))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SOURCE_DOWN))
                .hasMessageContaining(reason);
    }
}
