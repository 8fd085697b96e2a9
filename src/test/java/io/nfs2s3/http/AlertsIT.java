package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.Daemon;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.Prometheus;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import io.nfs2s3.upload.UploadHook;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Alerts in a real Prometheus, where there is one, that scrapes a daemon: each fires by its own cause, and ends with it. */
class AlertsIT {
    private static final String TOKEN = "0123456789abcdef-of-who-looks";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final TcpProxy database = site.closing(Wire.toDatabase(site));
    private static final TcpProxy s3 = site.closing(Wire.toS3(site));
    private static final TcpProxy sqs = site.closing(Wire.toSqs(site));
    private static final Application application = site.application(
            Wire.databaseSetting(site, database),
            Wire.s3Setting(s3),
            Wire.sqsSetting(sqs),
            "http.viewToken = " + TOKEN,
            "database.connectTimeout = 250 ms",
            "drain.schedule = 100 ms",
            "sweep.schedule = 1 s",
            "worker.schedule = 100 ms");
    private static final AtomicInteger uploads = new AtomicInteger();
    private static Prometheus prometheus;

    @BeforeAll
    static void start() {
        Prometheus.missing().ifPresent(missing -> Assumptions.abort("skipped: " + missing));
        Daemon daemon = site.closing(new Daemon(application));
        daemon.start();
        prometheus =
                site.closing(Prometheus.of(URI.create(daemon.dashboardAddress().orElseThrow()), TOKEN));
        // That of the other host in its configuration, and none of one that is well but was not verified yet. The
        // database may have been slow
        // for a
        // moment: the worker is well again when a file comes through, and a job when it has run again, within a minute.
        await().pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            upload();
            assertThat(prometheus.firing()).containsExactlyInAnyOrder("Nfs2s3HostSilent", "Nfs2s3NeverVerified");
        });
    }

    private static void awaitFiring(String... alerts) {
        await().until(() -> prometheus.firing().containsAll(Set.of(alerts)));
    }

    private static void awaitEnd(String alert) {
        await().until(() -> !prometheus.firing().contains(alert));
    }

    /** A file that comes through shows that all is back. */
    private static void upload() {
        String path = "images/" + uploads.incrementAndGet() + ".jpg";
        site.write(path, path);
        try (UploadHook hook = application.hook()) {
            hook.fileUploaded(path);
        }
    }

    @Test
    void the_mount_is_away() throws Exception {
        Path sentinel =
                site.media().resolve(application.settings().source().sentinel().value());
        Path aside = sentinel.resolveSibling("aside");
        Files.move(sentinel, aside);
        try {
            awaitFiring("Nfs2s3MountDown", "Nfs2s3WorkerSuspended");
        } finally {
            Files.move(aside, sentinel);
        }
        upload();
        awaitEnd("Nfs2s3MountDown");
    }

    @Test
    void s3_cannot_be_reached() {
        s3.refuse();
        try {
            awaitFiring("Nfs2s3StoreDown");
        } finally {
            s3.accept();
        }
        upload();
        awaitEnd("Nfs2s3StoreDown");
    }

    @Test
    void the_database_cannot_be_reached() {
        database.refuse();
        try {
            awaitFiring("Nfs2s3DatabaseDown");
        } finally {
            database.accept();
        }
        awaitEnd("Nfs2s3DatabaseDown");
    }

    @Test
    void sqs_cannot_be_reached() {
        sqs.refuse();
        try {
            awaitFiring("Nfs2s3SqsDown");
        } finally {
            sqs.accept();
        }
        awaitEnd("Nfs2s3SqsDown");
    }

    @Test
    void nobody_has_ever_verified() {
        awaitFiring("Nfs2s3NeverVerified");

        site.jdbi()
                .useHandle(handle ->
                        handle.execute("INSERT INTO nfs2s3.run (kind, source, what, state, owner, finished_at)"
                                + " VALUES ('VERIFY', 'SAMPLE', '{}', 'DONE', 'web1~0a/7/1', now())"));

        awaitEnd("Nfs2s3NeverVerified");
    }

    @Test
    void something_waits_for_a_decision() {
        FailedRows.insert(site, "images/lost.jpg", "image", "SOURCE_MISSING", 1);
        site.jdbi().useHandle(handle -> {
            handle.execute("INSERT INTO nfs2s3.outbox (message) VALUES ('broken')");
            handle.execute("INSERT INTO nfs2s3.run (kind, source, what, state, owner, error)"
                    + " VALUES ('BACKFILL', 'SCAN', 'images/', 'FAILED', 'web1~0a/7/1', 'an error')");
        });
        site.send("no message of ours");

        awaitFiring("Nfs2s3FilesFailed", "Nfs2s3OutboxSetAside", "Nfs2s3RunFailed", "Nfs2s3DeadLetters");
    }
}
