package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.outbox.DrainResult;
import io.nfs2s3.outbox.OutboxDrainer;
import io.nfs2s3.resilience.BreakerState;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import io.nfs2s3.upload.Enqueued;
import io.nfs2s3.upload.UploadHook;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database fails over: the old server takes no writes any more, and keeps the connections that it has. */
class FailoverIT {
    @TempDir
    private static Path directory;

    private static FailoverServers servers;

    private final Health health = new Health();
    private TestSite site;
    private TcpProxy database;
    private SqsProxy sqs;
    private Application application;

    @BeforeAll
    static void start() {
        servers = FailoverServers.start(directory);
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @BeforeEach
    void open() {
        site = servers.openSite();
        database = site.closing(Wire.toDatabase(site));
        sqs = site.closing(SqsProxy.to(site.sqsEndpoint()));
        application = site.application(
                "database { url = \"" + Wire.databaseUrl(site, database) + FailoverServers.URL_PARAMETERS
                        + "\", connectTimeout = 2 s }",
                "sqs { endpoint = \"" + sqs.endpoint() + "\", visibilityTimeout = 5 s }",
                "upload { budget = 20 s, retryDatabaseAfter = 1 s }",
                "drain.schedule = 200 ms",
                "worker.schedule = 200 ms");
    }

    @AfterEach
    void close() {
        servers.outages().turnWritable();
        site.close();
    }

    private int health(Daemon daemon) {
        return health.of(daemon.dashboardAddress().orElseThrow());
    }

    private Enqueued upload(UploadHook hook, String name) {
        String path = "images/" + name + ".jpg";
        site.write(path, name);
        return hook.fileUploaded(path);
    }

    /** What a drain sends, which fails, or finds that the lease could not be given back. */
    private static long sent(OutboxDrainer drainer) {
        try {
            return drainer.drain().sent();
        } catch (JdbiException e) {
            return 0;
        }
    }

    @Test
    void daemon_and_hook_go_on_with_the_new_server_by_themselves() {
        try (UploadHook hook = application.hook();
                Daemon daemon = new Daemon(application)) {
            daemon.start();
            upload(hook, "1-before");
            site.await(() -> FailoverServers.states(site.jdbi()).equals(List.of("images/1-before.jpg MIGRATED")));
            assertThat(health(daemon)).isEqualTo(200);
            assertThat(FailoverServers.connectionsToOld(site)).isPositive();

            servers.outages().turnReadOnly();
            site.await(() -> health(daemon) == 503);
            assertThat(upload(hook, "2-during")).as("without a generation").isEqualTo(Enqueued.SQS);

            Jdbi promoted = servers.promote(site);
            database.turnTo(servers.newAddress());
            site.await(() -> health(daemon) == 200);
            site.await(() -> FailoverServers.states(promoted).equals(List.of("images/2-during.jpg MIGRATED")));
            site.await(() ->
                    upload(hook, "3-after") == Enqueued.SQS && hook.status().database() == BreakerState.CLOSED);
            site.await(() -> FailoverServers.states(promoted).contains("images/3-after.jpg MIGRATED"));

            site.await(() -> FailoverServers.states(promoted).stream().allMatch(row -> row.endsWith("MIGRATED")));
            assertThat(FailoverServers.states(site.jdbi())).containsExactly("images/1-before.jpg MIGRATED");
            site.await(() -> FailoverServers.connectionsToOld(site) == 0);
            assertThat(site.deadLetters()).isZero();
        }
    }

    @Test
    void a_full_outbox_is_not_sent_again_and_again() {
        int count = 3 * OutboxDrainer.PAGE;
        List<FileVersion> uploads = Copies.paths("full", count).stream()
                .map(path -> new FileVersion(path, 1))
                .toList();
        application.outbox().append(uploads);
        OutboxDrainer drainer = application.drainer();

        assertThatThrownBy(() -> drainer.drain(Long.MAX_VALUE, sent -> {
                    if (sent == 20) {
                        servers.outages().turnReadOnly();
                    }
                    return true;
                }))
                .isInstanceOf(JdbiException.class);
        int first = sqs.log().accepted().size();
        assertThat(first).isLessThanOrEqualTo(2 * OutboxDrainer.PAGE);

        OutboxDrainer other = application.drainer();
        for (int pass = 0; pass < 20; pass++) {
            assertThat(sent(other)).as("by another host").isZero();
        }
        assertThat(sqs.log().accepted()).as("nothing more was sent").hasSize(first);

        servers.outages().turnWritable();
        site.await(() -> drainer.drain().outcome() == DrainResult.Outcome.EMPTIED);
        assertThat(application.outbox().status().depth()).isZero();
        assertThat(sqs.log().accepted()).hasSizeBetween(count, count + first);
    }
}
