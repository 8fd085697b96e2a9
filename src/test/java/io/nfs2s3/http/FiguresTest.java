package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.http.Figures.Look;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.Eta;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.progress.ProgressReport.Media;
import io.nfs2s3.progress.ProgressReport.OutboxCounts;
import io.nfs2s3.progress.ProgressReport.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(1) // waits for most of its time: beside it the others go on
class FiguresTest {
    private static ProgressReport report(long files) {
        return new ProgressReport(
                new Media(files, Map.of(MediaState.QUEUED, files), 0),
                new OutboxCounts(0, 0, 0, null, 0),
                0,
                List.of(),
                Map.of(),
                null,
                new Rate(0, 0),
                List.of(),
                List.of(),
                true,
                new Eta(null, null, Eta.IDLE),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static long files(Look<ProgressReport> look) {
        ProgressReport report = look.report();
        return report == null ? -1 : report.media().total();
    }

    @Test
    void a_source_that_hangs_holds_up_nobody_and_the_last_figures_are_given() {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger readings = new AtomicInteger();
        try (Figures<ProgressReport> figures = new Figures<>(() -> {
            if (readings.incrementAndGet() > 1) {
                awaitQuietly(end);
            }
            return report(7);
        })) {
            await().until(() -> files(figures.look()) == 7);
            await().until(() -> {
                figures.look();
                return readings.get() == 2;
            });

            await().until(() -> figures.look().problem().isPresent());

            Look<ProgressReport> look = figures.look();
            assertThat(files(look)).isEqualTo(7);
            assertThat(look.problem().orElse("")).startsWith("the database has not answered for ");
            assertThat(look.age()).startsWith("figures are ").endsWith(" s old");
            assertThat(readings).as("one thread hangs, and no more").hasValue(2);
            end.countDown();
            await().until(() -> figures.look().problem().isEmpty());
        } finally {
            end.countDown();
        }
    }

    @Test
    void a_source_that_hangs_from_the_beginning_is_told_too() {
        CountDownLatch end = new CountDownLatch(1);
        try (Figures<ProgressReport> figures = new Figures<>(() -> {
            awaitQuietly(end);
            return report(7);
        })) {
            assertThat(figures.look().age()).isEqualTo("there are no figures yet");
            await().until(() -> figures.look().problem().isPresent());
        } finally {
            end.countDown();
        }
    }

    /** Each of them waits for a tenth of a second at most; what is allowed here is the machine's. */
    @Test
    void no_look_waits_for_a_source_that_hangs() {
        CountDownLatch end = new CountDownLatch(1);
        try (Figures<ProgressReport> figures = new Figures<>(() -> {
            awaitQuietly(end);
            return report(7);
        })) {
            long begun = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                figures.look();
            }

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        } finally {
            end.countDown();
        }
    }

    @Test
    void an_error_is_told_with_the_figures_before_it() {
        Semaphore broken = new Semaphore(0);
        try (Figures<ProgressReport> figures = new Figures<>(() -> {
            if (broken.availablePermits() > 0) {
                throw new IllegalStateException("it is gone");
            }
            return report(7);
        })) {
            await().until(() -> files(figures.look()) == 7);

            broken.release();

            await().until(() -> figures.look().problem().isPresent());
            assertThat(figures.look().problem()).hasValue("the database cannot be read: it is gone");
            assertThat(files(figures.look())).isEqualTo(7);
        }
    }

    @Test
    void many_looks_cost_one_reading_a_second() {
        AtomicInteger readings = new AtomicInteger();
        try (Figures<ProgressReport> figures = new Figures<>(() -> report(readings.incrementAndGet()))) {
            await().until(() -> files(figures.look()) >= 1);
            for (int i = 0; i < 1_000; i++) {
                figures.look();
            }
            assertThat(readings.get()).isLessThan(500);
            await().until(() -> files(figures.look()) >= 3);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
