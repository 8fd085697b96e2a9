package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.NameRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How calls wait for their turn, and give it back. */
class CallTurnsTest extends ReaderPoolTestBase {
    @Test
    void a_call_that_is_abandoned_gives_its_turn_back() throws Exception {
        try (var pool = new ReaderPool("test-reader-", 2, SOON, 2)) {
            pool.limitCalls(new CallGate(1, System::nanoTime));
            isDown(pool.submit(this::hang), "a read took longer than 50 ms");

            assertThat(pool.callLimit()).isEqualTo(1);
            assertThat(pool.submit(watch -> watch.timed(() -> "bytes")).get(1, TimeUnit.MINUTES))
                    .isEqualTo("bytes");
        }
    }

    @Test
    void a_call_whose_turn_does_not_come_in_time_is_abandoned_too() {
        try (var pool = new ReaderPool("test-reader-", 2, SOON, 2)) {
            CallGate gate = new CallGate(1, System::nanoTime);
            assertThat(gate.enter(Duration.ZERO)).isTrue();
            pool.limitCalls(gate);

            isDown(pool.submit(watch -> watch.timed(() -> "bytes")), "no call came back in 50 ms");
        }
    }

    @Test
    void what_cleans_up_waits_for_no_turn_and_is_watched_all_the_same() throws Exception {
        try (var pool = new ReaderPool("test-reader-", 2, SOON, 2)) {
            CallGate gate = new CallGate(1, System::nanoTime);
            assertThat(gate.enter(Duration.ZERO)).isTrue();
            pool.limitCalls(gate);

            assertThat(pool.submit(watch -> watch.cleaned(() -> "closed")).get(1, TimeUnit.MINUTES))
                    .isEqualTo("closed");
            isDown(
                    pool.submit(watch -> watch.cleaned(() -> {
                        awaitQuietly(mountBack);
                        return "late";
                    })),
                    "a read took longer than 50 ms");
        }
    }

    @Test
    void a_file_is_closed_while_others_have_all_turns(@TempDir Path home) throws Exception {
        Path root = home.toRealPath();
        Files.createDirectory(root.resolve("images"));
        Files.writeString(root.resolve(FILE.value()), "bytes");
        try (var pool = new ReaderPool("test-reader-", 2, Duration.ofSeconds(20), 2)) {
            CallGate gate = new CallGate(1, System::nanoTime);
            pool.limitCalls(gate);

            CompletableFuture<Boolean> closed = pool.submit(watch -> {
                SourceFile file = SourceFile.open(root, FILE, NameRules.DEFAULTS, watch);
                assertThat(gate.enter(Duration.ZERO)).isTrue();
                file.close();
                return true;
            });

            assertThat(closed.get(1, TimeUnit.MINUTES)).isTrue();
        }
    }
}
