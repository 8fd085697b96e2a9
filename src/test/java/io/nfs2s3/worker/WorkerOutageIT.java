package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.Stacks;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.storage.SiteMarker;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** An outage pauses the worker and fails no file. */
class WorkerOutageIT {
    private static final int FILES = 30;
    private static final String SHORT_VISIBILITY = "sqs.visibilityTimeout = 5 s";
    private TestSite site;

    @BeforeEach
    void open() {
        site = TestSite.open();
    }

    @AfterEach
    void close() {
        site.close();
    }

    private void upload(Application application) {
        try (UploadHook hook = application.hook()) {
            for (String path : paths()) {
                site.write(path, "bytes of " + path);
                hook.fileUploaded(path);
            }
        }
    }

    private static List<String> paths() {
        return IntStream.range(0, FILES).mapToObj(i -> "images/" + i + ".jpg").toList();
    }

    /** Nothing was failed or lost during the outage, and everything is migrated after it. */
    private void assertThatAllIsMigratedAfter(MigrationWorker worker) {
        assertThat(site.query("SELECT DISTINCT state FROM nfs2s3.media")).containsExactly("QUEUED");
        worker.close();
        try (MigrationWorker next = site.application(SHORT_VISIBILITY).worker()) {
            assertThat(next.runUntilEmpty().ending()).isEqualTo(Ending.IDLE);
            assertThat(next.totals().migrated()).isEqualTo(FILES);
        }
        paths().forEach(path -> assertThat(site.text(path)).isEqualTo("bytes of " + path));
        assertThat(site.deadLetters()).isZero();
    }

    @Test
    void s3_that_refuses_connections_pauses_the_worker() {
        try (TcpProxy s3 = TcpProxy.to(site.addresses().s3Endpoint());
                MigrationWorker worker = site.application(
                                SHORT_VISIBILITY, "s3.endpoint = \"" + s3.httpEndpoint() + "\"")
                        .worker()) {
            assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.IDLE); // healthy, so not checked again
            upload(site.application());
            s3.refuse();

            WorkerResult paused = worker.runUntilIdle();
            WorkerResult stillPaused = worker.runUntilIdle();

            assertThat(paused.ending()).isEqualTo(Ending.SUSPENDED);
            // said by the file that met it, or by the probe
            assertThat(paused.reason()).startsWith("STORE_DOWN: ").contains("S3 cannot be reached");
            assertThat(stillPaused.ending()).isEqualTo(Ending.SUSPENDED);
            assertThat(stillPaused.reason()).contains("bucket " + site.bucket());
            assertThatAllIsMigratedAfter(worker);
        }
    }

    @Test
    void s3_that_refuses_every_object_while_its_bucket_answers_is_tried_with_one_file_at_a_time() {
        AtomicInteger puts = new AtomicInteger();
        try (S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
                MigrationWorker worker = site.application("s3.endpoint = \"" + s3.endpoint() + "\"")
                        .worker()) {
            s3.befall(request -> {
                if (!request.method().equals("PUT") || request.key().endsWith(SiteMarker.NAME)) {
                    return new S3Mishap.Spared(); // the marker is renewed now and then
                }
                puts.incrementAndGet();
                return new S3Mishap.Refused(403, "AccessDenied");
            });
            upload(site.application());
            assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.SUSPENDED);
            puts.set(0);

            for (int trial = 1; trial <= 3; trial++) {
                int expected = trial;
                site.await(() -> {
                    assertThat(worker.runUntilIdle().ending()).isNotEqualTo(Ending.STOPPED);
                    return puts.get() >= expected;
                });
                assertThat(puts).hasValue(expected);
            }

            s3.accept();
            site.await(() -> {
                worker.runUntilIdle();
                return worker.totals().migrated() == FILES;
            });
        }
        assertThat(site.deadLetters()).isZero();
    }

    @Test
    void a_mount_that_is_gone_pauses_the_worker() throws IOException {
        try (MigrationWorker worker = site.application(SHORT_VISIBILITY).worker()) {
            assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.IDLE);
            upload(site.application());
            Path away = site.media().resolveSibling("away");
            Files.move(site.media(), away);
            Files.createDirectory(site.media()); // what is left of a mount is an empty directory

            // what was well a moment ago is not looked at again at once
            site.await(() -> worker.runUntilIdle().ending() == Ending.SUSPENDED);
            WorkerResult paused = worker.runUntilIdle();
            Files.delete(site.media());
            WorkerResult stillPaused = worker.runUntilIdle();

            assertThat(paused.ending()).isEqualTo(Ending.SUSPENDED);
            assertThat(paused.reason()).startsWith("SOURCE_DOWN: the mount is down, told by its sentinel");
            assertThat(stillPaused.ending()).isEqualTo(Ending.SUSPENDED);
            Files.move(away, site.media());
            assertThatAllIsMigratedAfter(worker);
        }
    }

    @Test
    void a_database_that_is_gone_pauses_the_worker() {
        URI database = URI.create(site.databaseUrl().substring("jdbc:".length()));
        try (TcpProxy proxy = TcpProxy.to(database);
                MigrationWorker worker = site.application(
                                SHORT_VISIBILITY,
                                "database.url = \"jdbc:postgresql://127.0.0.1:"
                                        + proxy.address().getPort() + database.getPath() + "\"")
                        .worker()) {
            assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.IDLE);
            upload(site.application());
            proxy.refuse();

            WorkerResult paused = worker.runUntilIdle();

            assertThat(paused.ending()).isEqualTo(Ending.SUSPENDED);
            // one line with the root cause, and none of the SQL
            assertThat(paused.reason())
                    .startsWith("DATABASE_DOWN")
                    .containsPattern("refused|[Rr]eset") // a new connection, or one that was open
                    .doesNotContain("SELECT")
                    .hasLineCount(1);
            assertThatAllIsMigratedAfter(worker);
        }
    }

    @Test
    void a_queue_that_is_gone_pauses_the_worker() {
        try (TcpProxy sqs = TcpProxy.to(site.sqsEndpoint());
                MigrationWorker worker = site.application(
                                SHORT_VISIBILITY, "sqs.endpoint = \"" + sqs.httpEndpoint() + "\"")
                        .worker()) {
            upload(site.application());
            sqs.refuse();

            WorkerResult paused = worker.runUntilIdle();

            assertThat(paused.ending()).isEqualTo(Ending.SUSPENDED);
            assertThat(paused.reason()).startsWith("QUEUE_DOWN");
            assertThatAllIsMigratedAfter(worker);
        }
    }

    @Test
    void a_file_that_hangs_since_before_an_outage_keeps_no_other_from_being_tried_after_it() {
        AtomicBoolean hangs = new AtomicBoolean();
        CompletableFuture<S3Mishap> end = new CompletableFuture<>();
        try (TcpProxy sqs = Wire.toSqs(site);
                S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
                UploadHook hook = site.application().hook();
                MigrationWorker worker = site.application(
                                Wire.sqsSetting(sqs),
                                "s3 { endpoint = \"" + s3.endpoint() + "\", callTimeout = 1 h }",
                                "worker.shutdownTimeout = 1 s")
                        .worker()) {
            s3.befall(request -> {
                if (!request.method().equals("PUT") || !request.key().equals("images/hangs.jpg")) {
                    return new S3Mishap.Spared();
                }
                hangs.set(true);
                return end.join();
            });
            site.write("images/hangs.jpg", "of before");
            hook.fileUploaded("images/hangs.jpg");
            CompletableFuture<WorkerResult> before = CompletableFuture.supplyAsync(worker::runUntilIdle);
            site.await(hangs::get);
            sqs.refuse();
            assertThat(before.join().ending()).isEqualTo(Ending.SUSPENDED);
            sqs.accept();
            site.write("images/other.jpg", "of after");
            hook.fileUploaded("images/other.jpg");

            CompletableFuture<Void> after = CompletableFuture.runAsync(
                    () -> site.await(() -> worker.runUntilIdle().ending() == Ending.IDLE));

            site.await(() -> worker.totals().migrated() == 1);
            assertThat(site.keys()).containsExactly("images/other.jpg");
            end.complete(new S3Mishap.Spared());
            after.join();
            assertThat(worker.totals().migrated()).isEqualTo(2);
        } finally {
            end.complete(new S3Mishap.Spared());
        }
        assertThat(site.deadLetters()).isZero();
    }

    @Test
    @DisabledIfSystemProperty(
            named = Stacks.PROPERTY,
            matches = "containers",
            disabledReason = "needs a store that fails for one key: S3Proxy does, for a segment of 230 characters")
    void a_file_that_alone_cannot_be_reached_is_failed_in_the_end_and_holds_up_no_other() {
        Application application = site.application(SHORT_VISIBILITY, "worker.maxAttempts = 1");
        upload(application);
        // a name that this store answers with a server error, as if it were broken
        String cursed = "images/" + "x".repeat(230);
        try (UploadHook hook = application.hook();
                MigrationWorker worker = application.worker()) {
            site.write(cursed, "cursed");
            hook.fileUploaded(cursed);

            assertThat(worker.runUntilEmpty().ending()).isEqualTo(Ending.IDLE);

            assertThat(worker.totals().migrated()).isEqualTo(FILES);
            assertThat(worker.totals().failed()).isEqualTo(1);
            assertThat(site.query("SELECT path FROM nfs2s3.media WHERE state = 'FAILED'"))
                    .containsExactly(cursed);
        }
    }
}
