package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A web server opens a resolver at each start of an application, and may try for long while something is wrong. */
class MediaUrlResolverThreadsTest {
    private static final int TIMES = 3;
    private final ThreadGroup group = new ThreadGroup("site");

    private static MediaUrlResolverBuilder builder() {
        return MediaUrlResolverBuilder.create()
                .database("jdbc:postgresql://127.0.0.1:1/none", "nobody", "")
                .nfsBaseUrl("https://www.example.com/media/")
                .cdnHosts("cdn.example.com")
                .cdnHostsFromDatabase();
    }

    /** In a group of its own, which the threads that it makes are in, too. */
    private void run(Runnable work) {
        FutureTask<Boolean> task = new FutureTask<>(work, true);
        new Thread(group, task, "opener").start();
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> group.equals(thread.getThreadGroup()))
                .toList();
    }

    @Test
    void one_that_cannot_be_opened_leaves_no_thread_behind() {
        run(() -> {
            for (int i = 0; i < TIMES; i++) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> builder()
                                .signing("K2JCJMDEHXQW5F", Path.of("not-there.pem"), Duration.ofHours(1))
                                .open())
                        .withMessageContaining("not-there.pem cannot be read");
            }
        });

        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void one_that_is_closed_leaves_no_thread_behind() {
        run(() -> {
            for (int i = 0; i < TIMES; i++) {
                try (MediaUrlResolver resolver = builder().open()) {
                    assertThat(resolver.url("images/1.jpg")).contains("https://www.example.com/media/images/1.jpg");
                    assertThat(threads()).hasSizeGreaterThan(1);
                }
            }
        });

        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }
}
