package io.nfs2s3.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.ProgressReport.QueueCounts;
import io.nfs2s3.progress.ProgressReport.WorkerCounts;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.ReceivedMessage;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Percentage;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the figures of a site are, by its rows and queues.
 *
 * <p>Past 300 lines, for each figure is a test of the same report.
 */
class ProgressReporterIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads", "backfill");

    private static final Application application = site.application();
    private static final MigrationQueue uploads = Queues.of(site, "uploads");

    private static ProgressReport report() {
        return application.patientProgress().report();
    }

    private static void migrate(int count) {
        Copies.migrate(application.catalog(), Copies.paths("done", count));
    }

    @Test
    void an_empty_site_has_every_field() {
        ProgressReport report = report();

        assertThat(report.media().total()).isZero();
        assertThat(report.media().byState()).containsOnlyKeys(Arrays.asList(MediaState.values()));
        assertThat(report.media().byState().values()).containsOnly(0L);
        assertThat(report.outbox()).isEqualTo(new ProgressReport.OutboxCounts(0, 0, 0, null, 0));
        assertThat(report.databaseWritable()).isTrue();
        assertThat(report.queues())
                .isEqualTo(Map.of("uploads", new QueueCounts(0, 0, 0), "backfill", new QueueCounts(0, 0, 0)));
        assertThat(report.rate()).isEqualTo(new ProgressReport.Rate(0, 0));
        assertThat(report.eta()).isEqualTo(new Eta(0L, 0L, null));
        assertThat(report.filesByMinute()).hasSize(60).containsOnly(0L);
    }

    @Test
    void files_are_counted_by_state() {
        migrate(4);
        site.jdbi().useHandle(handle -> handle.execute("""
                UPDATE nfs2s3.media SET state = 'RETIRED', retired_at = now() WHERE path = 'images/done1.jpg'"""));
        application.catalog().register(Copies.paths("queued", 3));
        application.catalog().register(List.of(MediaPath.of("audio/held.mp3")));
        application.catalog().register(List.of(MediaPath.of("images/failed.jpg")));
        application
                .catalog()
                .fail(
                        new FileVersion(MediaPath.of("images/failed.jpg"), 1),
                        new Failure(FailureCode.SOURCE_FORBIDDEN, "no"));

        ProgressReport report = report();

        assertThat(report.media().total()).isEqualTo(9);
        assertThat(report.media().byState())
                .isEqualTo(Map.of(
                        MediaState.QUEUED, 3L,
                        MediaState.MIGRATED, 3L,
                        MediaState.RETIRED, 1L,
                        MediaState.FAILED, 1L,
                        MediaState.HELD, 1L));
        assertThat(report.media().bytesMigrated()).isEqualTo(4 * Copies.SIZE);
        assertThat(report.done()).isEqualTo(4);
    }

    @Test
    void what_waits_is_counted_in_outbox_and_queues() {
        application
                .outbox()
                .append(Copies.paths("waits", 5).stream()
                        .map(path -> new FileVersion(path, 1))
                        .toList());
        MigrationMessage message =
                MigrationMessage.of(Source.UPLOAD, FileRef.unregistered(MediaPath.of("images/1.jpg")));
        uploads.sendBatch(List.of(message, message));
        uploads.sendBatch(List.of(message), Duration.ofMinutes(15));
        List<ReceivedMessage> received = uploads.receive(Duration.ofSeconds(1), Duration.ofMinutes(10));
        uploads.hide(received, Duration.ZERO);
        ReceivedMessage one =
                uploads.receive(Duration.ofSeconds(1), Duration.ofMinutes(10)).get(0);
        uploads.bury(one);

        ProgressReport report = report();

        assertThat(report.outbox().depth()).isEqualTo(5);
        QueueCounts counts = report.queues().getOrDefault("uploads", new QueueCounts(0, 0, 0));
        assertThat(counts.visible() + counts.inFlight()).isEqualTo(2);
        assertThat(counts.dead()).isEqualTo(1);

        site.sqs().purgeQueue(request -> request.queueUrl(site.queueUrl("uploads")));
        site.sqs().purgeQueue(request -> request.queueUrl(site.queueUrl("uploads-dead")));
    }

    /** Said of the ten seconds of the last flip, so it may come too late for these. */
    @Test
    void workers_say_what_they_do_at_once() {
        AtomicInteger number = new AtomicInteger();
        await().untilAsserted(() -> {
            Copies.migrate(application.catalog(), Copies.paths("said" + number.incrementAndGet() + "-", 1));
            new WorkerLimits(site.jdbi()).say("w1", 118, 16);

            assertThat(report().workers()).containsExactly(new WorkerCounts("w1", 118, 16));
        });
    }

    @Test
    void the_rate_is_that_of_the_last_minute() {
        migrate(50);

        ProgressReport report = report();

        assertThat(report.rate().filesPerSecond()).isPositive();
        assertThat(report.rate().bytesPerSecond())
                .isCloseTo(report.rate().filesPerSecond() * Copies.SIZE, Percentage.withPercentage(1));
    }

    @Test
    void the_minutes_of_the_history_give_a_range_and_what_was_done_lately() {
        migrate(50);
        application.catalog().register(Copies.paths("queued", 10));
        assertThat(report().eta()).as("without any").isEqualTo(new Eta(null, null, Eta.YOUNG));
        site.jdbi().useHandle(handle -> handle.execute("""
                INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes)
                SELECT 'MINUTE', date_trunc('minute', now()) - i * interval '1 min', f.host, f.kind, f.measure, f.label, 100, 700
                FROM generate_series(1, 30) AS i, (VALUES ('web1', 'image', 'flipped', ''), ('web1', '', 'up', ''),
                    ('', 'image', 'files', 'QUEUED')) AS f (host, kind, measure, label)"""));

        ProgressReport report = report();

        assertThat(report.eta().reason()).isNull();
        assertThat(report.eta().lowSeconds()).isBetween(1L, report.eta().highSeconds());
        assertThat(report.filesByMinute().stream().mapToLong(Long::longValue).sum())
                .isBetween(2_900L, 3_000L);
        assertThat(report.hosts())
                .extracting(ProgressReport.HostCounts::name, ProgressReport.HostCounts::filesLastHour)
                .containsExactly(tuple("web1", 3_000L));
        assertThat(report.kinds())
                .containsExactly(new ProgressReport.KindCounts("image", 60, 50, 50 * Copies.SIZE, 10, 0, 0));

        site.jdbi()
                .useHandle(handle -> handle.execute("INSERT INTO nfs2s3.run (kind, source, what, state, owner)"
                        + " VALUES ('BACKFILL', 'SCAN', '', 'RUNNING', 'web1~0a/7/1')"));
        try {
            Eta eta = report().eta();
            assertThat(eta.reason()).isEqualTo(Eta.FINDING);
            assertThat(eta.highSeconds()).isNull();
            assertThat(eta.lowSeconds()).isPositive();
        } finally {
            site.clearRuns();
        }
    }

    @Test
    void failed_files_are_told_by_reason() {
        FailedRows.insert(site, "images/1.jpg", "image", "SOURCE_MISSING", 1);
        FailedRows.insertMany(site, 4);

        assertThat(report().failures())
                .containsExactly(
                        new ProgressReport.FailedCounts("SOURCE_READ", 4),
                        new ProgressReport.FailedCounts("SOURCE_MISSING", 1));
    }

    @Test
    void files_and_reasons_are_read_by_one_statement_so_that_they_agree() {
        FailedRows.insertMany(site, 4);
        AtomicInteger statements = new AtomicInteger();
        try (Handle handle = site.jdbi().open()) {
            handle.setSqlLogger(new SqlLogger() {
                @Override
                public void logAfterExecution(StatementContext context) {
                    statements.incrementAndGet();
                }
            });

            CountedFiles counted = CountedFiles.read(handle);

            assertThat(counted.counts()).containsExactly(new ProgressReport.Counted("image", MediaState.FAILED, 4, 0));
            assertThat(counted.failures()).containsExactly(new ProgressReport.FailedCounts("SOURCE_READ", 4));
        }
        assertThat(statements).hasValue(1);
    }

    @Test
    void when_nothing_moves_the_time_that_is_left_is_unknown() {
        migrate(5);
        site.jdbi()
                .useHandle(
                        handle -> handle.execute("UPDATE nfs2s3.progress SET bucket = bucket - interval '10 minutes'"));
        application.catalog().register(Copies.paths("queued", 10));

        assertThat(report().rate().filesPerSecond()).isZero();
        assertThat(report().eta()).isEqualTo(new Eta(null, null, Eta.IDLE));
    }

    @Test
    void uploads_that_wait_and_do_not_move_are_idle_whatever_the_backfill_does() {
        application.catalog().register(Copies.paths("queued", 10));
        for (String queue : List.of("uploads", "backfill")) {
            Queues.of(site, queue)
                    .send(MigrationMessage.of(
                            Source.BACKFILL, FileRef.unregistered(MediaPath.of("images/queued1.jpg"))));
        }
        Application paused = site.application();
        paused.backfills().controls().pause("an operator", null);
        try {
            assertThat(paused.patientProgress().report().eta()).isEqualTo(new Eta(null, null, Eta.IDLE));
        } finally {
            paused.backfills().controls().resume();
        }
    }

    @Test
    void while_the_backfill_is_paused_live_uploads_say_nothing_of_its_files() {
        migrate(50);
        application.catalog().register(Copies.paths("queued", 10));
        Application paused = site.application();
        paused.backfills().controls().pause("an operator", null);
        try {
            assertThat(paused.patientProgress().report().eta().reason())
                    .as("nothing of the backfill waits")
                    .isEqualTo(Eta.YOUNG);

            Queues.of(site, "backfill")
                    .send(MigrationMessage.of(
                            Source.BACKFILL, FileRef.unregistered(MediaPath.of("images/queued1.jpg"))));

            assertThat(paused.patientProgress().report().eta()).isEqualTo(new Eta(null, null, Eta.PAUSED));
        } finally {
            paused.backfills().controls().resume();
        }
        assertThat(site.application().patientProgress().report().eta().reason()).isEqualTo(Eta.YOUNG);
    }

    @Test
    void while_sqs_is_down_the_rest_is_reported() {
        migrate(2);
        try (TcpProxy sqs = Wire.toSqs(site)) {
            sqs.refuse();

            ProgressReport report =
                    site.application(Wire.sqsSetting(sqs)).patientProgress().report();

            assertThat(report.queues()).isEmpty();
            assertThat(report.queuesProblem()).contains("SQS queue ");
            assertThat(report.media().total()).isEqualTo(2);
        }
    }

    @Test
    void only_old_buckets_are_forgotten_and_no_total_with_them() {
        migrate(2);
        site.jdbi()
                .useHandle(handle -> handle.execute("INSERT INTO nfs2s3.progress (worker, bucket, files, bytes)"
                        + " VALUES ('long ago', now() - interval '15 days', 5, 50)"));
        ProgressReporter reporter = site.application().progress();

        assertThat(reporter.prune(Duration.ofDays(14))).isEqualTo(1);

        assertThat(site.query("SELECT count(*) FROM nfs2s3.progress WHERE worker = 'long ago'"))
                .containsExactly("0");
        assertThat(reporter.report().media().total()).isEqualTo(2);
        assertThat(reporter.report().rate().filesPerSecond()).isPositive();
    }

    @Test
    void while_the_database_is_down_there_is_no_report() {
        try (TcpProxy database = Wire.toDatabase(site)) {
            database.refuse();
            ProgressReporter reporter = site.application(
                            Wire.databaseSetting(site, database), "database.connectTimeout = 250 ms")
                    .progress();

            assertThatThrownBy(reporter::report).isInstanceOf(JdbiException.class);
        }
    }
}
