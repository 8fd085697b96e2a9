package io.nfs2s3.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class DaemonThreadsTest {
    @AfterEach
    void clear() {
        MDC.remove(DaemonThreads.RUN);
    }

    private static String labelIn(ThreadFactory threads) {
        CompletableFuture<String> label = new CompletableFuture<>();
        threads.newThread(() -> label.complete(String.valueOf(MDC.get(DaemonThreads.RUN))))
                .start();
        return label.join();
    }

    @Test
    void threads_that_a_run_asks_for_are_of_that_run() {
        MDC.put(DaemonThreads.RUN, "12");
        ThreadFactory one = DaemonThreads.named("one");
        ThreadFactory many = DaemonThreads.numbered("many-");
        MDC.remove(DaemonThreads.RUN);

        assertThat(labelIn(one)).isEqualTo("12");
        assertThat(labelIn(many)).isEqualTo("12");
    }

    @Test
    void threads_that_were_asked_for_before_it_are_not() {
        ThreadFactory before = DaemonThreads.named("before");
        MDC.put(DaemonThreads.RUN, "12");

        assertThat(labelIn(before)).isEqualTo("null");
    }
}
