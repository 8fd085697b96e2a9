package io.nfs2s3.lab.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.app.Application;
import io.nfs2s3.database.Database;
import io.nfs2s3.resolve.MediaUrlResolver;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.settings.SettingsReader;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What {@link ResolverBench} has JMH measure, in a process of JMH's own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ResolverBenchmarks {
    /** Names the system property that has the settings file. */
    static final String SETTINGS = "nfs2s3.bench.settings";

    /** Names the system property that has the number of rows. */
    static final String ROWS = "nfs2s3.bench.rows";

    static final int PAGE = 60;
    private static final int WARM = 10_000;
    private static final String SELECT = "SELECT path, location, object_key FROM nfs2s3.media WHERE path = ANY (?)";

    private final int rows = Integer.getInteger(ROWS, 1);
    private final Application warmApplication;
    private final Application stableApplication;
    private final Application coldApplication;
    private final MediaUrlResolver warm;
    private final MediaUrlResolver stable;
    private final MediaUrlResolver cold;
    private final HikariDataSource pool;
    private final String[] paths;
    private final Map<String, Optional<String>> map = new ConcurrentHashMap<>();
    private int next;

    /** The path of a row; every row is in S3. */
    static String path(int row) {
        return "images/" + row % 100 + "/" + row + ".jpg";
    }

    /** Opens the resolvers, and has two of them remember the same paths. */
    public ResolverBenchmarks() {
        warmApplication = new Application(settings(Map.of()));
        stableApplication = new Application(settings(Map.of("NFS2S3_RESOLVE_CDN_CHOICE", "stable")));
        coldApplication = new Application(settings(Map.of("NFS2S3_RESOLVE_CACHE", "0 s")));
        warm = warmApplication.resolver();
        stable = stableApplication.resolver();
        cold = coldApplication.resolver();
        pool = Database.pool(settings(Map.of()).database(), "bench");
        paths = new String[Math.min(WARM, rows)];
        List<String> all = new ArrayList<>();
        for (int i = 0; i < paths.length; i++) {
            paths[i] = path(i);
            all.add(paths[i]);
        }
        warm.urls(all); // makes each URL on every host, too
        stable.urls(all);
        all.forEach(path -> map.put(path, Optional.of("https://cdn1.example.com/" + path)));
    }

    private static Settings settings(Map<String, String> environment) {
        return SettingsReader.read(Optional.of(Path.of(System.getProperty(SETTINGS, ""))), environment);
    }

    @TearDown
    public void close() {
        pool.close();
        warmApplication.close();
        stableApplication.close();
        coldApplication.close();
    }

    private String nextPath() {
        next = next + 1 == paths.length ? 0 : next + 1;
        return paths[next];
    }

    private List<String> page(int size) {
        List<String> page = new ArrayList<>(size);
        int first = ThreadLocalRandom.current().nextInt(rows);
        for (int i = 0; i < size; i++) {
            page.add(path((first + 7 * i) % rows));
        }
        return page;
    }

    @Benchmark
    public Optional<String> cachedRandom() {
        return warm.url(nextPath());
    }

    /** The least that remembering could cost: what the memory of this machine takes at this time. */
    @Benchmark
    public Optional<String> plainMap() {
        return map.getOrDefault(nextPath(), Optional.empty());
    }

    @Benchmark
    public Optional<String> cachedStable() {
        return stable.url(nextPath());
    }

    @Benchmark
    public Map<String, String> coldPage() {
        return cold.urls(page(PAGE));
    }

    @Benchmark
    public Map<String, String> coldOne() {
        return cold.urls(page(1));
    }

    @Benchmark
    public Map<String, String> barePage() throws SQLException {
        return select(page(PAGE));
    }

    @Benchmark
    public Map<String, String> bareOne() throws SQLException {
        return select(page(1));
    }

    /** The least that a page could do: the same statement on a connection of the same pool, and its rows in a map. */
    private Map<String, String> select(List<String> page) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement select = connection.prepareStatement(SELECT)) {
            Array array = connection.createArrayOf("text", page.toArray());
            select.setArray(1, array);
            Map<String, String> found = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(row.getString(1), row.getString(2) + row.getString(3));
                }
            }
            return found;
        }
    }
}
