package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database fails over by a change of DNS: the old server takes no writes any more, and its name leads to another
 * address. Daemon and site are processes of their own, which look names up in a file.
 */
class FailoverByNameIT {
    private static final String NAME = "db.example.test";
    private static final String OLD_ADDRESS = "127.0.0.1";
    private static final String NEW_ADDRESS = "127.0.0.2";
    private static final Pattern DASHBOARD = Pattern.compile("daemon started dashboard=(http://\\S+/)");

    @TempDir
    private static Path directory;

    private static FailoverServers servers;

    private final Health health = new Health();
    private TestSite site;
    private JavaProcess daemon;
    private JavaProcess website;
    private String dashboard;

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
        nameLeadsTo(OLD_ADDRESS);
        URI database = URI.create(site.databaseUrl().substring("jdbc:".length()));
        // One name has one port, so the new server is where the old one is, but for the address.
        site.closing(TcpProxy.at(new InetSocketAddress(NEW_ADDRESS, database.getPort()), servers.newAddress()));
        String url = "jdbc:postgresql://" + NAME + ":" + database.getPort() + database.getPath()
                + FailoverServers.URL_PARAMETERS;
        String settings = site.settingsFile(
                        "database { url = \"" + url + "\", socketTimeout = 10 s }",
                        "sqs.visibilityTimeout = 5 s",
                        "upload.retryDatabaseAfter = 1 s",
                        "drain.schedule = 200 ms",
                        "worker.schedule = 200 ms")
                .toString();
        // Java remembers an address for 30 s otherwise.
        List<String> java = List.of("-Djdk.net.hosts.file=" + hosts(), "-Dsun.net.inetaddr.ttl=1");
        daemon = site.closing(JavaProcess.nfs2s3(java, "daemon", "--config", settings));
        website = site.closing(JavaProcess.start(java, SiteProcess.class.getName(), settings));
        dashboard = daemon.printed(DASHBOARD);
    }

    @AfterEach
    void close() {
        servers.outages().turnWritable();
        site.close();
    }

    private static Path hosts() {
        return directory.resolve("hosts");
    }

    /** At once: a look-up must not meet half a file. */
    private static void nameLeadsTo(String address) {
        try {
            Path next = Files.writeString(
                    directory.resolve("hosts.next"), address + " " + NAME + "\n127.0.0.1 localhost\n");
            Files.move(next, hosts(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int health() {
        return health.of(dashboard);
    }

    /** @return the way that it took, and how the site's hook sees the database */
    private String upload(String name) {
        String path = "images/" + name + ".jpg";
        site.write(path, name);
        int before = uploaded().size();
        website.type(path);
        site.await(() -> uploaded().size() > before || !website.isRunning());
        assertThat(uploaded()).as(website.output()).hasSize(before + 1);
        return uploaded().get(before);
    }

    private List<String> uploaded() {
        return website.output()
                .lines()
                .filter(line -> line.startsWith(SiteProcess.UPLOADED))
                .map(line -> line.substring(SiteProcess.UPLOADED.length()))
                .toList();
    }

    /** Until daemon and site have met the old server that only reads. @return the database of the new one */
    private Jdbi failOver() {
        upload("1-before");
        site.await(() -> FailoverServers.states(site.jdbi()).equals(List.of("images/1-before.jpg MIGRATED")));
        site.await(() -> health() == 200);
        assertThat(FailoverServers.connectionsToOld(site)).isPositive();

        servers.outages().turnReadOnly();
        site.await(() -> health() == 503);
        assertThat(upload("2-during")).as("without a generation").startsWith("SQS ");
        site.await(() -> daemon.output().contains("job suspended job=worker"));
        return servers.promote(site);
    }

    private void awaitAllIsWellOn(Jdbi promoted) {
        site.await(() -> health() == 200);
        site.await(() -> FailoverServers.states(promoted).equals(List.of("images/2-during.jpg MIGRATED")));
        site.await(() -> upload("3-after").equals("SQS CLOSED"));
        site.await(() -> FailoverServers.states(promoted)
                .equals(List.of("images/2-during.jpg MIGRATED", "images/3-after.jpg MIGRATED")));
        site.await(() -> daemon.output().contains("job resumed job=worker"));
        assertThat(site.deadLetters()).isZero();
        assertThat(daemon.isRunning()).isTrue();
    }

    @Test
    void daemon_and_site_follow_the_name_though_the_old_server_keeps_their_connections() {
        Jdbi promoted = failOver();

        nameLeadsTo(NEW_ADDRESS);

        awaitAllIsWellOn(promoted);
        site.await(() -> FailoverServers.connectionsToOld(site) == 0);
        assertThat(FailoverServers.states(site.jdbi())).containsExactly("images/1-before.jpg MIGRATED");
    }

    @Test
    void daemon_and_site_follow_the_name_though_the_old_server_falls_silent() {
        Jdbi promoted = failOver();

        servers.outages().freeze();
        try {
            nameLeadsTo(NEW_ADDRESS);

            awaitAllIsWellOn(promoted);
        } finally {
            servers.outages().thaw();
        }
        assertThat(FailoverServers.states(site.jdbi())).containsExactly("images/1-before.jpg MIGRATED");
    }
}
