package io.nfs2s3.database;

import java.time.Duration;

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
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("database.url = \"" + url
                    + "\": give a PostgreSQL URL, such as jdbc:postgresql://db.example.com:5432/site");
        }
    }

    /** The same with another patience. */
    public DatabaseSettings withSocketTimeout(Duration other) {
        return new DatabaseSettings(url, user, password, poolSize, connectTimeout, other);
    }

    @Override
    public String toString() {
        return "DatabaseSettings[url=" + url + ", user=" + user + ", password=***, poolSize=" + poolSize + "]";
    }
}
