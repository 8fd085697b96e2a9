package io.nfs2s3.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.Driver;

/** Makes connection pools, and the {@link Jdbi} that the catalog, the outbox and the reports share. */
public final class Database {
    private Database() {}

    /**
     * Opens a pool. Does not fail when the database is down: its first user gets the error then.
     *
     * @param name shown in the log and as {@code application_name} to the DBA
     */
    public static HikariDataSource pool(DatabaseSettings settings, String name) {
        return pool(settings, name, Math.min(2, settings.poolSize()));
    }

    /**
     * The same, keeping so many connections open at least. With none, the pool tries to connect for as long as someone
     * waits, and no longer: otherwise it goes on by itself after an outage, with pauses of up to five seconds, in which
     * a caller in a hurry gets no connection although the database is back.
     */
    public static HikariDataSource pool(DatabaseSettings settings, String name, int minimumIdle) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        // Not left to DriverManager: it knows only the drivers of the first class loader that asked, not a web app's.
        config.setDriverClassName(Driver.class.getName());
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(minimumIdle);
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.setValidationTimeout(Math.max(250, settings.connectTimeout().toMillis() / 2));
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", name);
        config.addDataSourceProperty("connectTimeout", wholeSeconds(settings.connectTimeout()));
        config.addDataSourceProperty("socketTimeout", wholeSeconds(settings.socketTimeout()));
        return new HikariDataSource(config);
    }

    private static String wholeSeconds(Duration duration) {
        return String.valueOf(Math.max(1, (duration.toMillis() + 999) / 1_000));
    }

    /**
     * For work in transactions of its own.
     *
     * @param dataSource thread-safe; its owner closes it
     */
    public static Jdbi jdbi(DataSource dataSource) {
        return withArrays(Jdbi.create(dataSource));
    }

    /** For work inside a transaction of the caller, who owns and closes the connection. */
    public static Jdbi jdbi(Connection connection) {
        return withArrays(Jdbi.create(connection));
    }

    private static Jdbi withArrays(Jdbi jdbi) {
        return jdbi.registerArrayType(String.class, "text")
                .registerArrayType(Integer.class, "int4")
                .registerArrayType(Long.class, "int8")
                .registerArrayType(Instant.class, "timestamptz", Timestamp::from);
    }
}
