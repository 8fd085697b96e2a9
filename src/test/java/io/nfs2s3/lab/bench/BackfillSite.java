package io.nfs2s3.lab.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.app.Application;
import io.nfs2s3.database.Database;
import io.nfs2s3.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.generic.GenericType;

/** A site for one run: an empty catalog, queues of its own, and the processes of nfs2s3 that work on it. */
final class BackfillSite implements AutoCloseable {
    private static final String SCANNER_HEAP = "64m";
    private final Path home;
    private final String run;
    private final List<String> java;
    private final Path settings;
    private final Application application;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final List<Nfs2s3Process> processes = new ArrayList<>();

    /**
     * Makes it.
     *
     * @param run a name of its own, also of queues and keys
     * @param root the source root
     * @param java further options for the JVM of each process
     */
    BackfillSite(Servers servers, String run, Path root, List<String> more, List<String> java) throws IOException {
        this.home = servers.home();
        this.run = run;
        this.java = java;
        List<String> lines = new ArrayList<>(List.of(
                "source.root = \"" + root + "\"",
                "s3.prefix = \"" + run + "/\"",
                "sqs { uploads = \"" + run + "-uploads\", backfill = \"" + run + "-backfill\" }",
                "http.port = 0"));
        lines.addAll(more);
        this.settings = servers.settingsFile(run, lines);
        this.application = new Application(SettingsReader.read(Optional.of(settings), Map.of()));
        this.pool = Database.pool(application.settings().database(), "bench");
        this.jdbi = Database.jdbi(pool);
        jdbi.useHandle(handle -> {
            handle.execute("TRUNCATE nfs2s3.media, nfs2s3.superseded, nfs2s3.progress, nfs2s3.outbox,"
                    + " nfs2s3.run, nfs2s3.run_sample, nfs2s3.run_part, nfs2s3.run_count, nfs2s3.run_control");
            handle.execute("UPDATE nfs2s3.site SET place = NULL, endpoint = NULL"); // the prefix is another each time
        });
        application.doctor().create();
        application.sqlHook().write();
    }

    /** The lines of the settings that have files copied to a target, so many at once. */
    static List<String> to(Target target, int concurrency) {
        return List.of("s3.endpoint = \"" + target.endpoint() + "\"", "worker.filesInFlight = " + concurrency);
    }

    Application application() {
        return application;
    }

    /** Starts {@code backfill scan}. */
    Nfs2s3Process scan(String prefix) throws IOException {
        return start(SCANNER_HEAP, "scan", List.of("backfill", "scan", "--json", "--prefix", prefix));
    }

    /** Starts a daemon, as one host has it. */
    Nfs2s3Process daemon() throws IOException {
        return start(WorkerRun.HEAP, "daemon", List.of("daemon"));
    }

    private Nfs2s3Process start(String heap, String name, List<String> arguments) throws IOException {
        Path output = home.resolve(run + "-" + name + processes.size() + ".out");
        Nfs2s3Process process = Nfs2s3Process.start(heap, java, output, settings, arguments);
        processes.add(process);
        return process;
    }

    /** Whether a message is in the backfill queue. */
    boolean hasMessages() {
        var depth = application.backfills().depth();
        return depth.visible() + depth.inFlight() > 0;
    }

    /** Files that scans have registered. */
    long registered() {
        return number("SELECT coalesce(sum(done), 0) FROM nfs2s3.run");
    }

    /** Files that are in the messages of scans. */
    long sent() {
        return number("SELECT coalesce(sum(sent), 0) FROM nfs2s3.run");
    }

    /** Pointers that were flipped, from a table that is small: this is asked many times. */
    long flipped() {
        return number("SELECT coalesce(sum(files), 0) FROM nfs2s3.progress");
    }

    /** The same for each worker. */
    Map<String, Long> flippedByWorker() {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT worker, sum(files) AS files FROM nfs2s3.progress GROUP BY worker")
                        .setMapKeyColumn("worker")
                        .setMapValueColumn("files")
                        .collectInto(new GenericType<Map<String, Long>>() {}));
    }

    /** Files in a state; looks at all rows. */
    long count(String state) {
        return number("SELECT count(*) FROM nfs2s3.media WHERE state = '" + state + "'");
    }

    boolean isMigrated(String path) {
        return number("SELECT count(*) FROM nfs2s3.media WHERE path = '" + path + "' AND state = 'MIGRATED'") == 1;
    }

    private long number(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    @Override
    public void close() {
        processes.forEach(Nfs2s3Process::close);
        pool.close();
        application.close();
    }
}
