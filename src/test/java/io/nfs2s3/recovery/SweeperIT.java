package io.nfs2s3.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.BackfillFiles;
import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import io.nfs2s3.testing.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class SweeperIT {
    private static final Duration AGE = Duration.ofHours(6);

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads", "backfill");

    private static final TcpProxy sqs = site.closing(Wire.toSqs(site));
    private static final Application application = site.application(Wire.sqsSetting(sqs));
    private static final Sweeper sweeper = application.retries().sweeper();
    private static final MigrationQueue uploads = Queues.of(site, "uploads");
    private static final MigrationQueue backfill = Queues.of(site, "backfill");

    @BeforeEach
    void clear() {
        sqs.accept();
    }

    private static List<FileVersion> lost(String name, int count) {
        List<MediaPath> paths = Copies.paths(name, count);
        application.catalog().register(paths);
        return waited(paths);
    }

    private static List<FileVersion> waited(List<MediaPath> paths) {
        site.jdbi()
                .useHandle(
                        handle -> handle.execute("UPDATE nfs2s3.media SET queued_at = queued_at - interval '7 hours'"));
        return paths.stream().map(path -> new FileVersion(path, 1)).toList();
    }

    @Test
    void files_that_wait_too_long_go_back_to_the_queue_once() {
        List<FileVersion> lost = lost("lost", 3);
        application.catalog().register(Copies.paths("fresh", 3));

        assertThat(sweeper.sweep(AGE).files()).isEqualTo(3);

        List<MigrationMessage> messages = Queues.take(uploads);
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).source()).isEqualTo(Source.SWEEP);
        assertThat(messages.get(0).files().stream().map(Queues::upload)).containsExactlyInAnyOrderElementsOf(lost);
        assertThat(sweeper.sweep(AGE).files()).isZero();
    }

    @Test
    void nothing_lost_is_nothing_to_do() {
        application.catalog().register(Copies.paths("fresh", 3));

        assertThat(sweeper.sweep(AGE).files()).isZero();
        assertThat(uploads.depth().isEmpty()).isTrue();
        assertThat(backfill.depth().isEmpty()).isTrue();
    }

    @Test
    void a_file_that_was_flipped_held_or_failed_is_not_lost() {
        Copies.flip(
                application.catalog(),
                "w1",
                lost("done", 2).stream().map(Copies::of).toList());
        application.catalog().register(List.of(MediaPath.of("audio/held.mp3")));
        lost("none", 0);

        assertThat(sweeper.sweep(AGE).files()).isZero();
    }

    @Test
    void many_are_swept_with_few_messages() {
        List<FileVersion> lost = lost("many", 2_345);

        assertThat(sweeper.sweep(AGE).files()).isEqualTo(2_345);

        List<MigrationMessage> messages = Queues.take(uploads);
        assertThat(messages).hasSizeLessThan(10);
        assertThat(messages.stream()
                        .flatMap(message -> message.files().stream())
                        .map(Queues::upload))
                .containsExactlyInAnyOrderElementsOf(lost);
    }

    /** What {@code worker --until-empty} recommends where messages are lost. */
    @Test
    @Timeout(60)
    void a_sweep_of_every_age_sends_each_file_once_and_ends() {
        List<FileVersion> lost = lost("many", 2_345);

        assertThat(sweeper.sweep(Duration.ZERO).files()).isEqualTo(2_345);

        assertThat(Queues.takeUploads(uploads)).containsExactlyInAnyOrderElementsOf(lost);
    }

    @Test
    void while_the_backfill_queue_has_messages_waiting_a_file_of_a_backfill_is_late_and_not_lost() {
        List<FileVersion> late = lateOfBackfill(3);
        backfill.send(MigrationMessage.of(Source.BACKFILL, FileRef.unregistered(MediaPath.of("images/other.jpg"))));

        assertThat(sweeper.lost(AGE)).isZero();
        assertThat(sweeper.sweep(AGE).files()).isZero();

        Queues.take(backfill);
        assertThat(sweeper.lost(AGE)).isEqualTo(3);
        assertThat(sweeper.sweep(AGE).files()).isEqualTo(3);
        assertThat(Queues.takeUploads(backfill)).containsExactlyInAnyOrderElementsOf(late);
        assertThat(Queues.take(uploads)).isEmpty();
    }

    /** The backfill queue may be paused for days, so a lost upload does not go there either. */
    @Test
    void a_lost_upload_waits_for_no_backfill() {
        lateOfBackfill(3);
        List<FileVersion> lost = lost("lost", 3);
        MediaPath again = MediaPath.of("images/late1.jpg");
        application.catalog().register(List.of(again));
        waited(List.of(again));
        backfill.send(MigrationMessage.of(Source.BACKFILL, FileRef.unregistered(MediaPath.of("images/other.jpg"))));

        assertThat(sweeper.lost(AGE)).isEqualTo(4);
        assertThat(sweeper.sweep(AGE).files()).isEqualTo(4);

        List<FileVersion> expected = new ArrayList<>(lost);
        expected.add(new FileVersion(again, 2));
        assertThat(Queues.takeUploads(uploads)).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<FileVersion> lateOfBackfill(int count) {
        List<MediaPath> paths = Copies.paths("late", count);
        site.jdbi()
                .useHandle(handle -> BackfillFiles.register(
                        handle,
                        1,
                        paths.stream()
                                .map(path -> new BackfillFiles.NewFile(path.value(), "image", MediaState.QUEUED))
                                .toList()));
        return waited(paths);
    }

    @Test
    void while_sqs_is_down_nothing_is_claimed() {
        List<FileVersion> lost = lost("unsent", 3);
        sqs.refuse();
        assertThat(sweeper.sweep(AGE).reason()).contains("SQS queue " + uploads.name(), "SQS queue " + backfill.name());

        sqs.accept();
        assertThat(sweeper.sweep(AGE).files()).isEqualTo(3);
        assertThat(Queues.takeUploads(uploads)).containsExactlyInAnyOrderElementsOf(lost);
    }

    /** A lock holds the sweep between its two calls to SQS, while SQS goes down. */
    @Test
    void what_sqs_did_not_take_is_found_by_the_next_sweep() throws Exception {
        List<FileVersion> lost = lost("unsent", 3);
        CompletableFuture<SweepResult> sweep;
        try (Handle handle = site.jdbi().open()) {
            handle.begin();
            handle.execute("LOCK TABLE nfs2s3.media");
            sweep = CompletableFuture.supplyAsync(() -> sweeper.sweep(AGE));
            await().until(() -> site.count("""
                            SELECT count(*) FROM pg_stat_activity
                            WHERE datname = current_database() AND wait_event_type = 'Lock'""") > 0);
            sqs.refuse();
            handle.commit();
        }
        assertThat(sweep.get().complete()).isFalse();

        sqs.accept();
        assertThat(sweeper.sweep(AGE).files()).isEqualTo(3);
        assertThat(Queues.takeUploads(uploads)).containsExactlyInAnyOrderElementsOf(lost);
    }

    @Test
    void what_sqs_refuses_is_told_with_its_reason_and_is_found_by_the_next_sweep() {
        List<FileVersion> lost = lost("refused", 3);
        try (SqsProxy refusing = SqsProxy.to(site.sqsEndpoint())) {
            refusing.refuse(body -> true, false, "KmsDisabled");

            SweepResult result = through(refusing).sweep(AGE);

            assertThat(result.files()).isZero();
            assertThat(result.complete()).isFalse();
            assertThat(result.reason()).contains("SQS queue " + uploads.name() + " refused a message", "KmsDisabled");
        }
        assertThat(sweeper.sweep(AGE)).isEqualTo(new SweepResult(3, 0, ""));
        assertThat(Queues.takeUploads(uploads)).containsExactlyInAnyOrderElementsOf(lost);
    }

    private static Sweeper through(SqsProxy proxy) {
        return site.application("sqs.endpoint = \"" + proxy.endpoint() + "\"")
                .retries()
                .sweeper();
    }

    @Test
    void of_many_files_those_that_sqs_took_are_not_sent_again() {
        List<FileVersion> lost = lost("many", 1_200);
        try (SqsProxy refusing = SqsProxy.to(site.sqsEndpoint())) {
            refusing.refuse(body -> body.contains("/many7.jpg"), false);

            SweepResult result = through(refusing).sweep(AGE);

            assertThat(result.files()).isBetween(1L, 1_199L);
            assertThat(Queues.takeUploads(uploads)).hasSize((int) result.files());
            assertThat(sweeper.sweep(AGE).files()).isEqualTo(lost.size() - result.files());
        }
    }

    @Test
    void an_upload_that_is_refused_holds_up_no_backfill() {
        List<FileVersion> late = lateOfBackfill(3);
        lost("refused", 2);
        try (SqsProxy refusing = SqsProxy.to(site.sqsEndpoint())) {
            refusing.refuse(body -> body.contains("refused"), false);

            SweepResult result = through(refusing).sweep(AGE);

            assertThat(result.files()).isEqualTo(3);
            assertThat(result.complete()).isFalse();
        }
        assertThat(Queues.takeUploads(backfill)).containsExactlyInAnyOrderElementsOf(late);
    }

    @Test
    void a_backfill_queue_that_cannot_be_asked_holds_up_no_upload() {
        List<FileVersion> lost = lost("lost", 3);
        try (SqsProxy denying = SqsProxy.to(site.sqsEndpoint())) {
            denying.fail((action, body) -> body.contains(backfill.name()), 403, "AccessDenied");

            SweepResult result = through(denying).sweep(AGE);

            assertThat(result.files()).isEqualTo(3);
            assertThat(result.reason()).contains("SQS queue " + backfill.name());
        }
        assertThat(Queues.takeUploads(uploads)).containsExactlyInAnyOrderElementsOf(lost);
    }

    @Test
    void sweeps_at_once_send_every_file_once() {
        List<FileVersion> lost = lost("rivals", 200);

        List<SweepResult> swept = Together.run(4, thread -> () -> sweeper.sweep(AGE));

        assertThat(swept.stream().mapToLong(SweepResult::files).sum()).isEqualTo(200);
        assertThat(Queues.takeUploads(uploads)).containsExactlyInAnyOrderElementsOf(lost);
    }

    @Test
    void a_file_that_is_uploaded_again_is_live_and_one_that_is_retried_is_not() {
        FailedRows.insert(site, "images/retried.jpg", "image", "SOURCE_READ", 5);
        application.retries().failedRetry().retry(FailedFilter.ALL, 10, sent -> true);
        FailedRows.insert(site, "images/again.jpg", "image", "SOURCE_READ", 5);
        application.retries().failedRetry().retry(FailedFilter.ALL, 10, sent -> true);
        application.catalog().register(List.of(MediaPath.of("images/again.jpg")));
        waited(List.of());

        assertThat(sweeper.sweep(AGE).files()).isEqualTo(1); // the retried one waits behind what is in its queue
        assertThat(Queues.takeUploads(uploads))
                .extracting(upload -> upload.path().value())
                .containsExactly("images/again.jpg");
    }
}
