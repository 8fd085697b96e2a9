package io.nfs2s3.lab.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.app.Application;
import io.nfs2s3.database.Database;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;

/** A site whose files are on S3, and commands on it, each in a process of its own. */
final class LifecycleSite implements AutoCloseable {
    /** What a collection of garbage found in the heap, as the log of the JVM has it. */
    private static final Pattern HEAP = Pattern.compile("Pause [^\\n]* ([0-9]+)M->");

    private static final Duration LOOK = Duration.ofMillis(20);
    private final Path home;
    private final Path settingsFile;
    private final Application application;
    private final HikariDataSource pool;
    private final Jdbi jdbi;

    /**
     * What a command printed and cost.
     *
     * @param last its last line
     * @param peakHeap the most that was in the heap before a collection, in MiB; 0 where there was none
     */
    record Ran(String last, double seconds, double cpuSeconds, long peakBytes, long peakHeap) {
        /** A number of the last line. */
        long number(String field) {
            Matcher matcher = Pattern.compile("\"" + field + "\":([0-9]+)").matcher(last);
            return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
        }
    }

    /** Makes it, with a source root that is there. */
    LifecycleSite(Servers servers, Path root, String... more) throws IOException {
        this.home = servers.home();
        Files.createDirectories(root);
        List<String> lines = new ArrayList<>(List.of("source.root = \"" + root + "\""));
        lines.addAll(List.of(more));
        this.settingsFile = servers.settingsFile("lifecycle", lines);
        this.application = new Application(SettingsReader.read(Optional.of(settingsFile), Map.of()));
        this.pool = Database.pool(application.settings().database(), "bench");
        this.jdbi = Database.jdbi(pool);
        application.doctor().create();
    }

    Settings settings() {
        return application.settings();
    }

    Jdbi jdbi() {
        return jdbi;
    }

    Application application() {
        return application;
    }

    /** Has rows written as fast as the server can, without the ledger, and counts them afterwards. */
    void insert(String sql, Object... parameters) {
        jdbi.useTransaction(handle -> {
            handle.execute("SET LOCAL session_replication_role = replica");
            handle.execute("SET LOCAL statement_timeout = 0");
            handle.execute(sql, parameters);
        });
        jdbi.useHandle(handle -> {
            handle.execute("VACUUM ANALYZE nfs2s3.media");
            handle.execute("SELECT nfs2s3.mend_counts()");
        });
    }

    long count(String condition) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM nfs2s3.media WHERE " + condition)
                .mapTo(Long.class)
                .one());
    }

    /**
     * Runs a command of nfs2s3 to its end, from the start of its JVM.
     *
     * @throws IllegalStateException when it ended otherwise than with 0
     */
    Ran run(String heap, String... arguments) throws IOException, InterruptedException {
        return run(heap, settingsFile, arguments);
    }

    /** The same with other settings. */
    Ran run(String heap, Path settings, String... arguments) throws IOException, InterruptedException {
        Path output = home.resolve(arguments[0] + ".out");
        Path collections = home.resolve(arguments[0] + ".gc");
        long start = System.nanoTime();
        try (Nfs2s3Process process = Nfs2s3Process.start(
                heap, List.of("-Xlog:gc:file=" + collections), output, settings, List.of(arguments))) {
            Glance.until(arguments[0], LOOK, () -> !process.glance());
            double seconds = Glance.secondsSince(start);
            process.requireSuccess();
            List<String> lines = Files.readAllLines(output);
            return new Ran(
                    lines.get(lines.size() - 1),
                    seconds,
                    process.cpuSeconds(),
                    process.peakBytes(),
                    peak(Files.readString(collections)));
        }
    }

    private static long peak(String log) {
        Matcher matcher = HEAP.matcher(log);
        long peak = 0;
        while (matcher.find()) {
            peak = Math.max(peak, Long.parseLong(matcher.group(1)));
        }
        return peak;
    }

    @Override
    public void close() {
        pool.close();
        application.close();
    }
}
