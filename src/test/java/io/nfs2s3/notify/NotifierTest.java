package io.nfs2s3.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.testing.RecordingLogger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NotifierTest {
    private final RecordingLogger log = new RecordingLogger();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final Channel good = channel("good", notice -> taken.add(new String(notice, StandardCharsets.UTF_8)));

    private interface Sending {
        void send(byte[] notice) throws IOException, InterruptedException;
    }

    private static Channel channel(String name, Sending sending) {
        return new Channel() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void send(byte[] notice) throws IOException, InterruptedException {
                sending.send(notice);
            }
        };
    }

    @Test
    void who_tells_something_waits_for_nobody_and_one_that_hangs_holds_up_no_other() {
        CountDownLatch never = new CountDownLatch(1);
        Channel hanging = channel("hanging", notice -> never.await());
        Notifier notifier = new Notifier(Duration.ofMillis(1), List.of(hanging, good), log);
        int many = Outlet.MOST_WAITING + 10;

        IntStream.range(0, many).forEach(number -> {
            notifier.send("{" + number + "}");
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> taken.size() == number + 1);
        });

        assertThat(log.lines())
                .as("what is lost is said once")
                .containsExactly("notifications are not taken by=hanging reason=\"more than 100 wait\"");
        notifier.close();
    }

    @Test
    void what_waits_is_handed_over_before_the_end() {
        Notifier notifier = new Notifier(Duration.ofMinutes(1), List.of(good), log);

        IntStream.range(0, 50).forEach(number -> notifier.send("{" + number + "}"));
        notifier.close();

        assertThat(taken).hasSize(50).first().isEqualTo("{0}\n");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void a_failure_is_told_once_and_so_is_its_end() {
        List<String> reasons = new CopyOnWriteArrayList<>(List.of("a", "b", "", "c"));
        Channel failing = channel("failing", notice -> {
            String reason = reasons.remove(0);
            if (!reason.isEmpty()) {
                throw new IOException(reason);
            }
        });
        Notifier notifier = new Notifier(Duration.ofMinutes(1), List.of(failing), log);

        IntStream.range(0, 4).forEach(number -> notifier.send("{}"));
        notifier.close();

        assertThat(log.lines())
                .containsExactly(
                        "notifications are not taken by=failing reason=\"a\"",
                        "notifications are taken again by=failing",
                        "notifications are not taken by=failing reason=\"c\"");
    }

    @Test
    void a_test_says_who_does_not_take_it() {
        Channel failing = channel("failing", notice -> {
            throw new IOException("no");
        });
        try (Notifier notifier = new Notifier(Duration.ofMinutes(1), List.of(good, failing), log)) {
            assertThat(notifier.refusals("{}")).containsExactly("failing: no");
        }
        assertThat(taken).containsExactly("{}\n");
    }
}
