package io.nfs2s3.settings;

import io.nfs2s3.http.HttpSettings;
import io.nfs2s3.origin.OriginSettings;

/** The sections of what listens: {@code http} and {@code origin}. */
final class ServersReader {
    private ServersReader() {}

    static HttpSettings http(ConfigValues values) {
        return new HttpSettings(
                values.flag("http.enabled"),
                values.text("http.host"),
                values.integer("http.port", "", 0, 65_535),
                values.secret("http.viewToken"),
                values.secret("http.controlToken"));
    }

    static OriginSettings origin(ConfigValues values) {
        return new OriginSettings(
                values.text("origin.host"),
                values.integer("origin.port", "", 0, 65_535),
                values.integer("origin.maxConnections", "connections", 1, 100_000),
                values.integer("origin.threads", "threads", 8, 1_000),
                (int) values.bytes("origin.requestHeader", "4 KiB", "1 MiB"),
                values.duration("origin.idleTimeout", "1 s", "1 h"),
                values.duration("origin.writeTimeout", "100 ms", "1 h"),
                values.duration("origin.shutdownTimeout", "1 s", "1 h"),
                values.duration("origin.s3Timeout", "50 ms", "1 m"),
                values.duration("origin.retryS3After", "100 ms", "10 m"),
                values.duration("origin.maxAge", "0 s", "365 d"),
                new OriginSettings.Hot(
                        values.duration("origin.hot.window", "1 s", "1 d"),
                        values.integer("origin.hot.requests", "requests", 1, 1_000_000_000),
                        values.integer("origin.hot.remembered", "files", 0, 100_000_000)));
    }
}
