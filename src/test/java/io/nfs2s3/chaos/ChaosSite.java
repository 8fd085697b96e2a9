package io.nfs2s3.chaos;

import io.nfs2s3.app.Application;
import io.nfs2s3.devstack.DatabaseOutages;
import io.nfs2s3.devstack.EmbeddedStack;
import io.nfs2s3.devstack.SqsProxy;
import io.nfs2s3.devstack.TcpProxy;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A website whose SQS and database are reached through proxies, and whose database server can be stopped and killed. */
final class ChaosSite implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private final TestSite site;
    private final DatabaseOutages server;
    private final SqsProxy sqsServer;
    private final TcpProxy sqs;
    private final TcpProxy database;
    private final Path spool;

    /** @param stack that nobody else uses meanwhile */
    ChaosSite(EmbeddedStack stack) {
        this.site = TestSite.open(stack);
        this.server = stack.databaseOutages();
        this.sqsServer = SqsProxy.to(site.sqsEndpoint());
        this.sqs = TcpProxy.to(sqsServer.endpoint());
        this.database = Wire.toDatabase(site);
        this.spool = directory(site).resolve("uploads.spool");
    }

    private static Path directory(TestSite site) {
        try {
            return Files.createDirectory(site.media().resolveSibling("spool"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For looking at outcomes, past the proxies. */
    TestSite site() {
        return site;
    }

    DatabaseOutages server() {
        return server;
    }

    SqsProxy sqsServer() {
        return sqsServer;
    }

    TcpProxy sqs() {
        return sqs;
    }

    TcpProxy database() {
        return database;
    }

    Path spool() {
        return spool;
    }

    /** Ends all that the proxies do. */
    void heal() {
        sqsServer.accept();
        sqs.accept();
        database.accept();
    }

    Path settings() {
        return site.settingsFile(lines());
    }

    /** The site's own application, behind the proxies; closed with the site. */
    Application application() {
        return site.application(lines());
    }

    private String[] lines() {
        return new String[] {
            Wire.sqsSetting(sqs),
            Wire.databaseSetting(site, database),
            "database.connectTimeout = 1 s",
            "upload { budget = " + HookBudget.BUDGET.toMillis()
                    + " ms, retrySqsAfter = 1 s, retryDatabaseAfter = 1 s, poolSize = 8, spool = \"" + spool + "\" }",
            "drain.schedule = 500 ms",
            "worker.enabled = false",
            "sweep.enabled = false",
            "http.enabled = false"
        };
    }

    /** Starts {@code nfs2s3 daemon}, which drains and replays the spool and does nothing else; returns at once. */
    JavaProcess daemon() {
        return JavaProcess.nfs2s3("daemon", "--config", settings().toString());
    }

    static boolean isUp(JavaProcess daemon) {
        return daemon.isRunning() && daemon.output().contains("daemon started");
    }

    /** Waits for a daemon that was started. */
    JavaProcess daemonThatIsUp() {
        JavaProcess daemon = daemon();
        await("the daemon did not start", () -> isUp(daemon) || !daemon.isRunning());
        if (!isUp(daemon)) {
            throw new IllegalStateException("the daemon ended at once: " + daemon.output());
        }
        return daemon;
    }

    /** @throws IllegalStateException when it does not come true in two minutes */
    static void await(String otherwise, Callable<Boolean> condition) {
        if (!comesTrue(PATIENCE, condition)) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static boolean comesTrue(Duration patience, Callable<Boolean> condition) {
        try {
            Awaitility.await()
                    .atMost(patience)
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptions()
                    .until(condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Waits until outbox and spool are empty; gives up silently, for what is left then is counted. */
    void awaitDrained() {
        comesTrue(PATIENCE, () -> waiting() == 0 && spoolFiles().isEmpty());
    }

    /** Waits until the outbox is empty; gives up silently. */
    void awaitSent(Duration patience) {
        comesTrue(patience, () -> waiting() == 0);
    }

    long waiting() {
        return site.count("SELECT count(*) FROM nfs2s3.outbox WHERE set_aside_at IS NULL");
    }

    /** The files of the spool that hold, or held, uploads; locks are none. */
    List<Path> spoolFiles() {
        return Stream.of("", ".replaying", ".rest", ".bad")
                .map(suffix -> spool.resolveSibling(spool.getFileName() + suffix))
                .filter(Files::exists)
                .toList();
    }

    @Override
    public void close() {
        heal();
        sqs.close();
        database.close();
        sqsServer.close();
        site.close();
    }
}
