package io.nfs2s3.database;

import io.nfs2s3.media.UrlText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    private static final List<String> FILE_PARAMETERS = List.of("sslrootcert=", "sslfactory=", "sslcert=", "sslkey=");

    /** Where the driver looks without those. */
    private static final List<String> FILES = List.of("root.crt", "postgresql.crt");

    public DatabaseSettings {
        if (!url.startsWith("jdbc:postgresql:") || !isUnderstood(url)) {
            throw new IllegalArgumentException("database.url = \"" + UrlText.withoutPasswords(url)
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
     * The URL of a connection that trusts whom Java trusts, where it says sslmode=verify-full and neither it nor a file of
     * the driver's says whom else, or has a certificate of our own to show.
     */
    public static String trustingAsJava(String url) {
        boolean saysNotWhom = FILE_PARAMETERS.stream().noneMatch(url::contains)
                && FILES.stream()
                        .noneMatch(file -> Files.exists(Path.of(System.getProperty("user.home"), ".postgresql", file)));
        return url.contains("sslmode=verify-full") && saysNotWhom
                ? url + "&sslfactory=" + DefaultJavaSSLFactory.class.getName()
                : url;
    }

    @Override
    public String toString() {
        return "DatabaseSettings[url=" + UrlText.withoutPasswords(url) + ", user=" + user + ", password=***, poolSize="
                + poolSize + "]";
    }
}
