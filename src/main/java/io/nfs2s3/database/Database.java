package io.nfs2s3.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;
import java.sql.Connection;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/** Makes connection pools, and the {@link Jdbi} that the catalog, the outbox and the reports share. */
public final class Database {
    /** What only reads is not told by an error that another server has taken over. */
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

    private static final Duration LONGEST_IDLE = Duration.ofMinutes(2);

    /** Of PostgreSQL. */
    private static final int NAME_LENGTH = 63;

    private Database() {}

    /**
     * Opens a pool of connections that the server limits ({@link ServerLimits}). Does not fail when the database is down:
     * its first user gets the error then.
     *
     * @param name shown in the log and as {@code application_name} to the DBA
     */
    public static HikariDataSource pool(DatabaseSettings settings, String name) {
        return pool(settings, name, name);
    }

    /**
     * The same with another name for the DBA.
     *
     * @param application shown as {@code application_name}, and kept in the ledger; what has no room in 63 bytes is cut off
     */
    public static HikariDataSource pool(DatabaseSettings settings, String name, String application) {
        return pool(settings, name, application, Math.min(2, settings.poolSize()));
    }

    /**
     * The same, keeping so many connections open at least. With none, the pool tries to connect for as long as someone
     * waits, and no longer: otherwise it goes on by itself after an outage, with pauses of up to five seconds, in which
     * a caller in a hurry gets no connection although the database is back.
     */
    public static HikariDataSource pool(DatabaseSettings settings, String name, int minimumIdle) {
        return pool(settings, name, name, minimumIdle);
    }

    /** The same with both. */
    public static HikariDataSource pool(DatabaseSettings settings, String name, String application, int minimumIdle) {
        Eviction eviction = new Eviction();
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(new ServerConnections(
                driver(settings, application),
                ServerLimits.below(settings.socketTimeout()),
                eviction,
                Duration.ofSeconds(wholeSeconds(settings.connectTimeout()))));
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(minimumIdle);
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.setValidationTimeout(Math.max(250, settings.connectTimeout().toMillis() / 2));
        config.setInitializationFailTimeout(-1);
        config.setMaxLifetime(LONGEST_LIFE.toMillis());
        config.setIdleTimeout(LONGEST_IDLE.toMillis());
        HikariDataSource pool = new HikariDataSource(config);
        eviction.of(pool);
        return pool;
    }

    private static DriverDataSource driver(DatabaseSettings settings, String application) {
        Properties properties = new Properties();
        properties.setProperty(
                "ApplicationName", application.substring(0, Math.min(application.length(), NAME_LENGTH)));
        long connect = wholeSeconds(settings.connectTimeout());
        properties.setProperty("connectTimeout", String.valueOf(connect));
        properties.setProperty("loginTimeout", String.valueOf(connect * hosts(settings.url())));
        properties.setProperty("socketTimeout", String.valueOf(wholeSeconds(settings.socketTimeout())));
        properties.setProperty("tcpKeepAlive", "true");
        if (driverFinds(EveryAddressSocketFactory.class)) {
            properties.setProperty("socketFactory", EveryAddressSocketFactory.class.getName());
        }
        // Not left to DriverManager: it knows only the drivers of the first class loader that asked, not a web app's.
        return new DriverDataSource(
                settings.url(), Driver.class.getName(), properties, settings.user(), settings.password());
    }

    /** Not if the driver belongs to the web server and this library to one of its applications. */
    private static boolean driverFinds(Class<?> ours) {
        try {
            return Class.forName(ours.getName(), false, Driver.class.getClassLoader()) == ours;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** One after the other is tried, each for as long as a connect may take. */
    static long hosts(String url) {
        PGSimpleDataSource parsed = new PGSimpleDataSource();
        parsed.setURL(url);
        return parsed.getServerNames().length;
    }

    private static long wholeSeconds(Duration duration) {
        return Math.max(1, (duration.toMillis() + 999) / 1_000);
    }

    /**
     * For work in transactions of its own.
     *
     * @param dataSource thread-safe; its owner closes it
     */
    public static Jdbi jdbi(DataSource dataSource) {
        Jdbi jdbi = withArrays(Jdbi.create(dataSource));
        connections(dataSource).ifPresent(connections -> TransactionLimits.apply(jdbi, connections));
        return jdbi;
    }

    /** What a pool of {@link #pool} opens its connections with. */
    static Optional<ServerConnections> connections(DataSource dataSource) {
        return dataSource instanceof HikariDataSource pool
                        && pool.getDataSource() instanceof ServerConnections connections
                ? Optional.of(connections)
                : Optional.empty();
    }

    /** For work inside a transaction of the caller, who owns and closes the connection. */
    public static Jdbi jdbi(Connection connection) {
        return withArrays(Jdbi.create(connection));
    }

    /** The present by the clock of the server. */
    public static Instant now(Jdbi jdbi) {
        return jdbi.withHandle(handle ->
                handle.createQuery("SELECT now()").mapTo(Instant.class).one());
    }

    private static Jdbi withArrays(Jdbi jdbi) {
        return jdbi.registerArrayType(String.class, "text")
                .registerArrayType(Integer.class, "int4")
                .registerArrayType(Long.class, "int8")
                .registerArrayType(Instant.class, "timestamptz", Timestamp::from);
    }
}
