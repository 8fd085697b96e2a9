package io.nfs2s3.database;

import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/**
 * The section {@code database} of the settings.
 *
 * @param url a {@code jdbc:postgresql:} URL
 * @param poolSize 1 to 100 connections
 * @param connectTimeout how long to wait for a connection, at least 250 ms
 * @param socketTimeout how long a statement may go without an answer; rounded up to whole seconds
 */
public record DatabaseSettings(
        String url, String user, String password, int poolSize, Duration connectTimeout, Duration socketTimeout) {
    public DatabaseSettings {
        if (!url.startsWith("jdbc:postgresql:") || !isUnderstood(url)) {
            throw new IllegalArgumentException("database.url = \"" + url
                    + "\": give a PostgreSQL URL, such as jdbc:postgresql://db.example.com:5432/site");
        }
    }

    /** Whether the driver understands it. */
    private static boolean isUnderstood(String url) {
        try {
            new PGSimpleDataSource().setURL(url);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The same with another patience. */
    public DatabaseSettings withSocketTimeout(Duration other) {
        return new DatabaseSettings(url, user, password, poolSize, connectTimeout, other);
    }

    /**
     * The URL of a connection that trusts whom Java trusts, where it says sslmode=verify-ca or verify-full and not whom
     * else; without, only those of a file sslrootcert would be trusted.
     */
    public static String trustingAsJava(String url) {
        boolean verifies = url.contains("sslmode=verify-");
        return verifies && !url.contains("sslrootcert=") && !url.contains("sslfactory=")
                ? url + "&sslfactory=" + DefaultJavaSSLFactory.class.getName()
                : url;
    }

    @Override
    public String toString() {
        return "DatabaseSettings[url=" + url + ", user=" + user + ", password=***, poolSize=" + poolSize + "]";
    }
}
