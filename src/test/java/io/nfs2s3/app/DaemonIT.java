package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.OwnObjects;
import io.nfs2s3.testing.PresentMonth;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.Enqueued;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.spool.Spool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as it runs on a web host. */
class DaemonIT {
    @Test
    void uploads_are_migrated_through_an_outage_of_sqs() {
        try (TestSite site = TestSite.open();
                TcpProxy sqs = TcpProxy.to(site.sqsEndpoint())) {
            Application application = site.application(
                    "sqs { endpoint = \"" + sqs.httpEndpoint() + "\", visibilityTimeout = 5 s }",
                    "upload { budget = 20 s, retrySqsAfter = 1 s }",
                    "drain.schedule = 100 ms",
                    "worker.schedule = 100 ms");
            try (UploadHook hook = application.hook();
                    Daemon daemon = new Daemon(application)) {
                daemon.start();
                assertThat(upload(site, hook, "before")).isEqualTo(Enqueued.SQS);
                site.await(() -> isMigrated(site, "before"));

                sqs.refuse();
                assertThat(upload(site, hook, "during")).isEqualTo(Enqueued.OUTBOX);
                assertThat(isMigrated(site, "during")).isFalse();
                sqs.accept();
                site.await(() -> isMigrated(site, "during"));

                site.await(() -> upload(site, hook, "after") == Enqueued.SQS);
                site.await(() -> isMigrated(site, "after"));
                assertThat(site.text(site.keyOf("images/during.jpg"))).isEqualTo("during");
            }
            assertThat(site.count("SELECT sum(amount)::bigint FROM nfs2s3.history WHERE measure = 'flipped'"))
                    .as("a daemon that stops writes its last minute")
                    .isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void sigterm_finishes_what_is_in_flight_and_ends_with_exit_code_0() {
        try (TestSite site = TestSite.open();
                UploadHook hook = site.application().hook();
                JavaProcess daemon = JavaProcess.nfs2s3(
                        "daemon", "--config", site.settingsFile().toString())) {
            List<String> names = IntStream.range(0, 200).mapToObj(i -> "f" + i).toList();
            names.forEach(name -> upload(site, hook, name));
            site.await(() -> isMigrated(site, "f20"));

            daemon.terminate();

            assertThat(daemon.exitCode()).as(daemon.output()).isZero();
            assertThat(daemon.output()).contains("dashboard: http://127.0.0.1:").contains("daemon stopped");
            // nothing is half done: what has an object is flipped, and what is not is visible in the queue again
            assertThat(site.keys())
                    .containsExactlyInAnyOrderElementsOf(
                            site.query("SELECT object_key FROM nfs2s3.media WHERE state = 'MIGRATED'"));
            assertThat(site.query("SELECT count(*) FROM nfs2s3.media WHERE state = 'FAILED'"))
                    .containsExactly("0");
            assertThat(site.inFlight("uploads")).isZero();
        }
    }

    @Test
    void a_stop_ends_a_drain_after_its_batch_and_nothing_is_sent_twice() {
        try (TestSite site = TestSite.open();
                SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            Application application =
                    site.application("sqs.endpoint = \"" + sqs.endpoint() + "\"", "drain.schedule = 100 ms");
            String body = MessageCodec.encode(new MigrationMessage(
                    MigrationMessage.Source.UPLOAD, List.of(FileRef.unregistered(MediaPath.of("images/1.jpg")))));
            site.jdbi()
                    .useHandle(handle -> handle.execute(
                            "INSERT INTO nfs2s3.outbox (message) SELECT ? FROM generate_series(1, 5000)", body));
            sqs.delayAnswers(Duration.ofMillis(200));
            try (Daemon daemon = new Daemon(application)) {
                daemon.start();
                site.await(() -> sqs.log().count() > 0);
            }

            long left = site.count("SELECT count(*) FROM nfs2s3.outbox");
            assertThat(left).isPositive();
            assertThat(sqs.log().accepted().stream()
                                    .filter(sent -> sent.contains("\"upload\""))
                                    .count()
                            + left)
                    .isEqualTo(5000);
        }
    }

    @Test
    void a_stop_ends_a_replay_of_the_spool_after_its_batch_and_the_next_one_takes_the_others(@TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("uploads.spool");
        String spool = "upload.spool = \"" + file + "\"";
        new Spool(file, Clock.systemUTC()).append(Copies.paths("spooled", 1_000), Duration.ofMinutes(1));
        try (TestSite site = TestSite.open();
                SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            sqs.delayAnswers("SendMessageBatch"::equals, Duration.ofMillis(200));
            try (Daemon daemon = new Daemon(
                    site.application("sqs.endpoint = \"" + sqs.endpoint() + "\"", "worker.enabled = false", spool))) {
                daemon.start();
                site.await(() -> sqs.log().count() > 0);
            }

            long sent = sqs.log().count();
            assertThat(sent).isLessThan(1_000);
            assertThat(site.application(spool)
                            .spoolReplay()
                            .orElseThrow()
                            .replay()
                            .sent())
                    .isEqualTo((int) (1_000 - sent));
            assertThat(file.resolveSibling("uploads.spool.replaying")).doesNotExist();
        }
    }

    @Test
    void a_stop_ends_a_sweep_after_its_batch_and_the_next_one_finds_the_others() {
        try (TestSite site = TestSite.open();
                SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            Application application = site.application(
                    "sqs.endpoint = \"" + sqs.endpoint() + "\"", "worker.enabled = false", "sweep.schedule = 100 ms");
            application.catalog().register(Copies.paths("lost", 10_000));
            execute(site, "UPDATE nfs2s3.media SET queued_at = queued_at - interval '7 hours'");
            sqs.delayAnswers("SendMessageBatch"::equals, Duration.ofSeconds(2));
            try (Daemon daemon = new Daemon(application)) {
                daemon.start();
                site.await(() -> sqs.log().count() > 0);
            }

            long left = site.count("SELECT count(*) FROM nfs2s3.media WHERE queued_at < now() - interval '6 hours'");
            assertThat(left).isPositive();
            Application next = site.application();
            assertThat(next.retries()
                            .sweeper()
                            .sweep(next.settings().sweep().age())
                            .files())
                    .isEqualTo(left);
        }
    }

    @Test
    void a_user_who_may_not_make_months_of_the_ledger_migrates_all_the_same() {
        try (TestSite site = TestSite.open()) {
            String role = site.bucket() + "_daemon";
            execute(
                    site,
                    "CREATE ROLE " + role + " LOGIN PASSWORD 'a'; GRANT USAGE ON SCHEMA nfs2s3 TO " + role
                            + "; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA nfs2s3 TO " + role
                            + "; DROP TABLE nfs2s3."
                            + PresentMonth.table(PresentMonth.of(site)));
            site.closing(() -> execute(site, "DROP OWNED BY " + role + "; DROP ROLE " + role));
            Application application = site.application(
                    "database { user = " + role + ", password = a }",
                    "upload.budget = 20 s",
                    "drain.schedule = 100 ms",
                    "worker.schedule = 100 ms");
            try (UploadHook hook = application.hook();
                    Daemon daemon = new Daemon(application)) {
                daemon.start();
                upload(site, hook, "on");
                site.await(() -> isMigrated(site, "on"));
            }
            assertThat(site.query("SELECT act FROM nfs2s3.ledger_default")).containsExactly("FLIP");
        }
    }

    @Test
    void objects_are_swept_while_the_backfill_queue_cannot_be_asked() {
        try (TestSite site = TestSite.open();
                SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            sqs.fail((action, body) -> body.contains(site.bucket() + "-backfill"), 403, "AccessDenied");
            Application application =
                    site.application("sqs.endpoint = \"" + sqs.endpoint() + "\"", "sweep.schedule = 100 ms");
            List<MediaPath> paths = List.of(MediaPath.of("images/1.jpg"));
            application.catalog().register(paths);
            OwnObjects.put(site, new FileVersion(paths.get(0), 1));
            application.catalog().register(paths);
            execute(site, "UPDATE nfs2s3.superseded SET superseded_at = now() - interval '2 hours'");
            assertThat(site.keys()).hasSize(1);

            try (Daemon daemon = new Daemon(application)) {
                daemon.start();
                site.await(() -> site.keys().isEmpty());
            }
        }
    }

    @Test
    void a_step_of_the_sweep_that_fails_holds_up_none_behind_it() {
        try (TestSite site = TestSite.open()) {
            execute(site, "ALTER TABLE nfs2s3.superseded RENAME COLUMN not_before TO hidden_from_the_cleaner");
            execute(
                    site,
                    "INSERT INTO nfs2s3.progress (worker, bucket, files, bytes)"
                            + " VALUES ('of old', now() - interval '30 days', 1, 1)");
            Application application = site.application("sweep.schedule = 100 ms");
            assertThatThrownBy(() -> application.cleaner().sweep()).isInstanceOf(JdbiException.class);

            try (Daemon daemon = new Daemon(application)) {
                daemon.start();
                site.await(() -> site.count("SELECT count(*) FROM nfs2s3.progress WHERE worker = 'of old'") == 0);
            }
        }
    }

    private static void execute(TestSite site, String sql) {
        site.jdbi().useHandle(handle -> handle.createScript(sql).execute());
    }

    private static Enqueued upload(TestSite site, UploadHook hook, String name) {
        site.write("images/" + name + ".jpg", name);
        return hook.fileUploaded("images/" + name + ".jpg");
    }

    private static boolean isMigrated(TestSite site, String name) {
        return site.query("SELECT state FROM nfs2s3.media WHERE path = ?", "images/" + name + ".jpg")
                .contains("MIGRATED");
    }
}
