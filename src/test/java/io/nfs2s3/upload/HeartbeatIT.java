package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.progress.ProgressReport.HookCounts;
import io.nfs2s3.progress.ProgressReporter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of a hook. */
class HeartbeatIT {
    @RegisterExtension
    private static final WiredHooks wired = new WiredHooks();

    private static ProgressReporter reporter() {
        return wired.application().progress();
    }

    /** The hook as it was seen when something was true of it: it tells its state every now and then. */
    private static HookCounts awaitHook(Predicate<HookCounts> condition) {
        return await().until(
                        () -> reporter().report().hooks(), hooks -> !hooks.isEmpty() && condition.test(hooks.get(0)))
                .get(0);
    }

    @Test
    void a_hook_is_seen_with_its_breakers_and_counts_until_it_is_closed() {
        UploadHook hook = wired.hook();
        hook.fileUploaded("images/1.jpg");
        wired.sqs().refuse();
        hook.filesUploaded(List.of("images/2.jpg", "images/3.jpg", "audio/1.mp3"));

        HookCounts seen = awaitHook(
                counts -> counts.toOutbox() == 2 && counts.sqsBreaker().equals("OPEN"));

        assertThat(seen.databaseBreaker()).isEqualTo("CLOSED");
        assertThat(List.of(seen.toSqs(), seen.toOutbox(), seen.toSpool(), seen.held(), seen.refused()))
                .containsExactly(1L, 2L, 0L, 1L, 0L);
        assertThat(seen.well()).isFalse();

        hook.close();
        assertThat(reporter().report().hooks()).isEmpty();
    }

    @Test
    void a_process_that_is_gone_is_forgotten() {
        wired.hook();
        HookCounts seen = awaitHook(counts -> true);
        assertThat(reporter().forgetHooks(Duration.ofDays(1))).isZero();

        wired.site()
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE nfs2s3.upload_hook SET seen_at = now() - interval '25 hours' WHERE name = ?",
                        seen.name()));

        assertThat(reporter().report().hooks()).isEmpty();
        assertThat(reporter().forgetHooks(Duration.ofDays(1))).isEqualTo(1);
    }

    @Test
    void the_spool_of_this_host_is_in_the_report(@TempDir Path directory) {
        String spool = "upload { budget = 2 s, spool = \"" + directory.resolve("uploads.spool") + "\" }";
        UploadHook hook = wired.hook(spool);
        wired.sqs().refuse();
        wired.database().refuse();
        assertThat(hook.fileUploaded("images/1.jpg")).isEqualTo(Enqueued.SPOOL);

        ProgressReport report = wired.site().application(spool).progress().report();

        assertThat(report.spoolBytes()).isEqualTo(hook.status().spoolBytes()).isPositive();
    }

    @Test
    void a_site_with_micrometer_has_the_state_as_meters() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        UploadHook hook = wired.hook();
        new UploadMetrics(hook).bindTo(registry);
        wired.sqs().refuse();
        hook.fileUploaded("images/1.jpg");

        assertThat(registry.get("nfs2s3.uploads")
                        .tag("destination", "outbox")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("nfs2s3.upload.breaker")
                        .tags("dependency", "sqs", "state", "open")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("nfs2s3.upload.breaker")
                        .tags("dependency", "database", "state", "closed")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }
}
