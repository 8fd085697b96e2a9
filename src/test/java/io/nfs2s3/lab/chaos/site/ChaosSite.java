package io.nfs2s3.lab.chaos.site;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.DatabaseOutages;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** A website whose SQS and database are reached through proxies, and whose database server can be stopped and killed. */
public final class ChaosSite implements AutoCloseable {
    /**
     * What a sweep leaves of {@code nfs2s3.superseded s}, whatever time passes: a path that is not on S3 has its last copy
     * there.
     */
    public static final String LAST_COPIES =
            "(s.was_visible AND EXISTS (SELECT FROM nfs2s3.media m WHERE m.path = s.path AND m.location = 'NFS'))";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** The exit code of a command that finds no database, queue or store. */
    public static final int DEPENDENCY_DOWN = 3;

    /** For whom no fault has the database: on a busy machine a first connection can take seconds. */
    public static final String PATIENT_DATABASE = "database.connectTimeout = 30 s";

    private static final Duration POLL = Duration.ofMillis(50);
    /** To look whether a site is quiet asks its database and its queues, which have other work to do. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    /** Longer than a removal takes: one that is under way is left to its holder. */
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(2);

    private final TestSite site;
    private final DatabaseOutages server;
    private final SqsProxy sqsServer;
    private final TcpProxy sqs;
    private final S3FaultProxy s3Server;
    private final TcpProxy s3;
    private final TcpProxy database;
    private final Path spool;
    private final List<String> more;

    /**
     * Opens one.
     *
     * @param stack that nobody else uses meanwhile
     * @param more settings, over those of every suite
     */
    public ChaosSite(EmbeddedStack stack, String... more) {
        this.site = TestSite.open(stack);
        this.more = List.of(more);
        this.server = stack.databaseOutages();
        this.sqsServer = SqsProxy.to(site.sqsEndpoint());
        this.sqs = TcpProxy.to(sqsServer.endpoint());
        this.s3Server = S3FaultProxy.to(site.addresses().s3Endpoint(), this::hasObject);
        this.s3 = TcpProxy.to(s3Server.endpoint());
        this.database = Wire.toDatabase(site);
        this.spool = directory(site).resolve("uploads.spool");
    }

    private boolean hasObject(String key) {
        try {
            site.head(key);
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        }
    }

    private static Path directory(TestSite site) {
        try {
            return Files.createDirectory(site.media().resolveSibling("spool"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For looking at outcomes, past the proxies. */
    public TestSite site() {
        return site;
    }

    public DatabaseOutages server() {
        return server;
    }

    public SqsProxy sqsServer() {
        return sqsServer;
    }

    public TcpProxy sqs() {
        return sqs;
    }

    public TcpProxy database() {
        return database;
    }

    public Path spool() {
        return spool;
    }

    public S3FaultProxy s3Server() {
        return s3Server;
    }

    public TcpProxy s3() {
        return s3;
    }

    /** Ends all that the proxies do. */
    public void heal() {
        s3Server.accept();
        s3.accept();
        sqsServer.accept();
        sqs.accept();
        database.accept();
    }

    /** The file of settings that a process of the site takes. */
    public Path settings() {
        return settings(new String[0]);
    }

    /** The same with more settings over those of the site. */
    public Path settings(String... over) {
        List<String> lines = new ArrayList<>(List.of(lines()));
        lines.addAll(List.of(over));
        return site.settingsFile(lines.toArray(String[]::new));
    }

    /** The site's own application, behind the proxies; closed with the site. */
    public Application application() {
        return site.application(lines());
    }

    private String[] lines() {
        List<String> lines = new ArrayList<>(List.of(
                Wire.sqsSetting(sqs),
                Wire.s3Setting(s3),
                Wire.databaseSetting(site, database),
                "database.connectTimeout = 1 s",
                "upload { budget = " + HookBudget.BUDGET.toMillis()
                        + " ms, retrySqsAfter = 1 s, retryDatabaseAfter = 1 s, poolSize = 8, spool = \"" + spool
                        + "\" }",
                "drain.schedule = 500 ms",
                "s3.multipartThreshold = 7 MiB"));
        lines.addAll(more);
        return lines.toArray(String[]::new);
    }

    /** Starts {@code nfs2s3 daemon}; returns at once. */
    public JavaProcess daemon() {
        return JavaProcess.nfs2s3("daemon", "--config", settings().toString());
    }

    /** Starts {@code nfs2s3 status --json}, which waits for its connection as long as a busy machine takes. */
    public JavaProcess status() {
        return JavaProcess.nfs2s3(
                "status", "--json", "--config", settings(PATIENT_DATABASE).toString());
    }

    public static boolean isUp(JavaProcess daemon) {
        return daemon.isRunning() && wasUp(daemon);
    }

    /** Whether it had started, and may have ended since. */
    public static boolean wasUp(JavaProcess daemon) {
        return daemon.output().contains("daemon started");
    }

    /** Starts a daemon that is up. One that got no connection in time is started again, as an init system does. */
    public JavaProcess daemonThatIsUp() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JavaProcess daemon = daemon();
            await("the daemon did not start", () -> isUp(daemon) || !daemon.isRunning());
            if (isUp(daemon)) {
                return daemon;
            }
            if (!foundNoDependency(daemon) || System.nanoTime() > end) {
                throw new IllegalStateException("the daemon ended at once: " + daemon.output());
            }
        }
    }

    /** Whether a daemon has ended as one does that is started during an outage; one that was up goes on. */
    public static boolean foundNoDependency(JavaProcess ended) {
        return ended.exitCode() == DEPENDENCY_DOWN && !wasUp(ended);
    }

    /** @throws IllegalStateException when it does not come true in two minutes */
    public static void await(String otherwise, Callable<Boolean> condition) {
        if (!comesTrue(PATIENCE, condition)) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** Waits for a condition. @return whether it came true in time */
    public static boolean comesTrue(Duration patience, Callable<Boolean> condition) {
        return comesTrue(patience, POLL, condition);
    }

    /** The same for a condition that is asked of the servers of the site, and that nobody is in a hurry to see. */
    public static boolean comesTrueInTheEnd(Duration patience, Callable<Boolean> condition) {
        return comesTrue(patience, BETWEEN_LOOKS, condition);
    }

    private static boolean comesTrue(Duration patience, Duration poll, Callable<Boolean> condition) {
        try {
            Awaitility.await()
                    .atMost(patience)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(poll)
                    .ignoreExceptions()
                    .until(condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Waits until outbox and spool are empty; gives up silently, for what is left then is counted. */
    public void awaitDrained() {
        // The spool first: a replay moves its uploads into the outbox while SQS is down, and nothing moves back.
        comesTrueInTheEnd(PATIENCE, () -> spoolFiles().isEmpty() && waiting() == 0);
    }

    /** Waits until the outbox is empty; gives up silently. */
    public void awaitSent(Duration patience) {
        comesTrue(patience, () -> waiting() == 0);
    }

    /**
     * Has the time pass that superseded objects are kept for, that the claim of a killed process lasts, and that a sweep waits
     * before it tries an object again; until none is left to remove. Gives up silently, for what is left then is counted.
     *
     * @param sweep called after each leap of time; does nothing where daemons sweep
     * @param except a condition on {@code nfs2s3.superseded s}: what stays
     */
    public void awaitRemovals(Duration patience, Runnable sweep, String except) {
        String left = " WHERE s.removed_at IS NULL AND NOT " + except;
        comesTrue(patience, BETWEEN_SWEEPS, () -> {
            site.jdbi()
                    .useHandle(handle -> handle.execute("UPDATE nfs2s3.superseded s SET"
                            + " superseded_at = superseded_at - interval '1000 hours',"
                            + " not_before = not_before - interval '1000 hours'" + left));
            sweep.run();
            return site.count("SELECT count(*) FROM nfs2s3.superseded s" + left) == 0;
        });
    }

    /** Whether nothing is on its way. Looks where an upload comes first first: it goes from spool to outbox, queue and row. */
    public boolean isQuiet() {
        return spoolFiles().isEmpty()
                && waiting() == 0
                && Queues.of(site, "uploads").depth().isEmpty()
                && Queues.of(site, "backfill").depth().isEmpty()
                && site.count("SELECT count(*) FROM nfs2s3.media WHERE state = 'QUEUED'") == 0;
    }

    public long waiting() {
        return site.count("SELECT count(*) FROM nfs2s3.outbox WHERE set_aside_at IS NULL");
    }

    /** The files of the spool that hold, or held, uploads; locks are none. */
    public List<Path> spoolFiles() {
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
        s3.close();
        s3Server.close();
        site.close();
    }
}
