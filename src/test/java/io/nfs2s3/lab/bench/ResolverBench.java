package io.nfs2s3.lab.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.database.Database;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The resolver beside a bare indexed SELECT, by JMH. */
final class ResolverBench {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private final Servers servers;
    private final int rows;
    private final int seconds;

    ResolverBench(Servers servers, int rows, int seconds) {
        this.servers = servers;
        this.rows = rows;
        this.seconds = seconds;
    }

    void run() throws RunnerException, IOException {
        fill();
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(ResolverBenchmarks.class.getName() + ".*")
                        .addProfiler(GCProfiler.class)
                        .forks(1)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(seconds))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(seconds))
                        .jvmArgs(
                                "-Xmx1g",
                                "-Dlogback.configurationFile=config/logback.xml",
                                "-D" + ResolverBenchmarks.ROWS + "=" + rows,
                                "-D" + ResolverBenchmarks.SETTINGS + "=" + servers.settingsFile("resolver", List.of()))
                        .build())
                .run();
        double page = nanos(results, "coldPage") / 1_000;
        double barePage = nanos(results, "barePage") / 1_000;
        double one = nanos(results, "coldOne") / 1_000;
        double bareOne = nanos(results, "bareOne") / 1_000;
        double cached = nanos(results, "cachedRandom");
        System.out.printf(
                Locale.ROOT,
                "%nA remembered URL: %.0f ns by chance, %.0f ns stable; a look into a plain map %.0f ns. A page of %d that is"
                        + " not: %.0f µs, bare SELECT %.0f µs.%n%n",
                cached,
                nanos(results, "cachedStable"),
                nanos(results, "plainMap"),
                ResolverBenchmarks.PAGE,
                page,
                barePage);
        System.out.printf(
                Locale.ROOT,
                "bench resolver: rows=%d cached_ns=%.0f cached_bytes=%.1f stable_ns=%.0f stable_bytes=%.1f map_ns=%.0f page_us=%.0f"
                        + " bare_page_us=%.0f one_us=%.0f bare_one_us=%.0f cached_ratio=%.0f one_ratio=%.2f ratio=%.2f%n",
                rows,
                cached,
                allocated(results, "cachedRandom"),
                nanos(results, "cachedStable"),
                allocated(results, "cachedStable"),
                nanos(results, "plainMap"),
                page,
                barePage,
                one,
                bareOne,
                1_000 * bareOne / cached,
                bareOne / one,
                barePage / page);
    }

    /** Rows of files in S3, as the worker leaves them. */
    private void fill() {
        try (HikariDataSource pool = Database.pool(servers.settings(Map.of()).database(), "bench")) {
            Database.jdbi(pool).useHandle(handle -> {
                handle.execute("""
                        INSERT INTO nfs2s3.media (path, kind, state, location, size_bytes, source_mtime, checksum,
                            object_key, etag, migrated_at)
                        SELECT p, 'image', 'MIGRATED', 'S3', 20000, now(), 'CRC32C:AAAAAA==', p, 'etag', now()
                        FROM (SELECT 'images/' || n % 100 || '/' || n || '.jpg' AS p
                              FROM generate_series(0, ? - 1) AS s (n)) AS paths
                        """, rows);
                handle.execute("VACUUM ANALYZE nfs2s3.media");
            });
        }
    }

    private static RunResult of(Collection<RunResult> results, String benchmark) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + benchmark))
                .findFirst()
                .orElseThrow();
    }

    private static double nanos(Collection<RunResult> results, String benchmark) {
        return of(results, benchmark).getPrimaryResult().getScore();
    }

    private static double allocated(Collection<RunResult> results, String benchmark) {
        var secondary = of(results, benchmark).getSecondaryResults();
        for (String name : secondary.keySet()) {
            var result = secondary.get(name);
            if (name.endsWith(ALLOCATED) && result != null) {
                return result.getScore();
            }
        }
        return Double.NaN;
    }
}
