package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lab.devstack.EmbeddedStack;
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
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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
    private static final String OURS = "SELECT count(*) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND application_name = 'failover'";

    @TempDir
    private static Path directory;

    private static EmbeddedStack oldServer;
    private static EmbeddedStack newServer;

    private final HttpClient client = HttpClient.newHttpClient();
    private TestSite site;
    private TcpProxy database;
    private SqsProxy sqs;
    private Application application;

    @BeforeAll
    static void start() {
        oldServer = EmbeddedStack.start(directory.resolve("old"));
        newServer = EmbeddedStack.start(directory.resolve("new"));
    }

    @AfterAll
    static void stop() {
        newServer.close();
        oldServer.close();
    }

    @BeforeEach
    void open() {
        site = TestSite.open(oldServer);
        database = site.closing(Wire.toDatabase(site));
        sqs = site.closing(SqsProxy.to(site.sqsEndpoint()));
        application = site.application(
                "database { url = \"" + Wire.databaseUrl(site, database)
                        + "?ApplicationName=failover\", connectTimeout = 2 s }",
                "sqs { endpoint = \"" + sqs.endpoint() + "\", visibilityTimeout = 5 s }",
                "upload { budget = 20 s, retryDatabaseAfter = 1 s }",
                "drain.schedule = 200 ms",
                "worker.schedule = 200 ms");
    }

    @AfterEach
    void close() {
        oldServer.databaseOutages().turnWritable();
        site.close();
    }

    /** From now on new connections go to a new server. It knows which site it is of, as a standby does. */
    private Jdbi promote() {
        String url = site.databaseUrl();
        String promoted = newServer.createDatabase(url.substring(url.lastIndexOf('/') + 1));
        site.application("database.url = \"" + promoted + "\"").schema().migrate();
        Jdbi jdbi = Jdbi.create(
                promoted,
                newServer.addresses().databaseUser(),
                newServer.addresses().databasePassword());
        String id = site.query("SELECT id FROM nfs2s3.site").get(0);
        long epoch = site.count("SELECT epoch FROM nfs2s3.site");
        jdbi.useHandle(handle -> handle.execute("UPDATE nfs2s3.site SET id = ?, epoch = ?", id, epoch));
        database.turnTo(URI.create(promoted.substring("jdbc:".length())));
        return jdbi;
    }

    private int health(Daemon daemon) {
        URI address = URI.create(daemon.dashboardAddress().orElseThrow() + "health");
        try {
            return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Enqueued upload(UploadHook hook, String name) {
        String path = "images/" + name + ".jpg";
        site.write(path, name);
        return hook.fileUploaded(path);
    }

    private static List<String> states(Jdbi jdbi) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT path || ' ' || state FROM nfs2s3.media ORDER BY path")
                        .mapTo(String.class)
                        .list());
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
            site.await(() -> states(site.jdbi()).equals(List.of("images/1-before.jpg MIGRATED")));
            assertThat(health(daemon)).isEqualTo(200);
            assertThat(site.count(OURS)).isPositive();

            oldServer.databaseOutages().turnReadOnly();
            site.await(() -> health(daemon) == 503);
            assertThat(upload(hook, "2-during")).as("without a generation").isEqualTo(Enqueued.SQS);

            Jdbi promoted = promote();
            site.await(() -> health(daemon) == 200);
            site.await(() -> states(promoted).equals(List.of("images/2-during.jpg MIGRATED")));
            site.await(() ->
                    upload(hook, "3-after") == Enqueued.SQS && hook.status().database() == BreakerState.CLOSED);
            site.await(() -> states(promoted).contains("images/3-after.jpg MIGRATED"));

            assertThat(states(promoted)).allMatch(row -> row.endsWith("MIGRATED"));
            assertThat(states(site.jdbi())).containsExactly("images/1-before.jpg MIGRATED");
            site.await(() -> site.count(OURS) == 0);
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
                        oldServer.databaseOutages().turnReadOnly();
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

        oldServer.databaseOutages().turnWritable();
        site.await(() -> drainer.drain().outcome() == DrainResult.Outcome.EMPTIED);
        assertThat(application.outbox().status().depth()).isZero();
        assertThat(sqs.log().accepted()).hasSizeBetween(count, count + first);
    }
}
