package io.nfs2s3.origin;

import java.time.Duration;

/**
 * The section {@code origin} of the settings.
 *
 * @param port 0 takes any free port
 * @param maxConnections clients at once; more wait to be accepted
 * @param threads that look up where a file is; a slow client holds none
 * @param requestHeader bytes of a request's line and headers
 * @param idleTimeout how long a connection may rest, or be without a whole head of a request
 * @param writeTimeout how long a client may take for {@value BodyWriter#CHUNK} bytes
 * @param shutdownTimeout how long answers under way are waited for
 * @param s3Timeout how long S3 may take to begin an answer before the NFS file is taken
 * @param retryS3After how long S3 is left alone after it failed
 * @param maxAge how long caches may keep an answer to a URL that does not name a generation
 */
public record OriginSettings(
        String host,
        int port,
        int maxConnections,
        int threads,
        int requestHeader,
        Duration idleTimeout,
        Duration writeTimeout,
        Duration shutdownTimeout,
        Duration s3Timeout,
        Duration retryS3After,
        Duration maxAge,
        Hot hot) {
    /**
     * Which files are hot.
     *
     * @param requests from so many in a window on
     * @param remembered files that are counted, about 200 bytes each; one with a long name counts as several
     */
    public record Hot(Duration window, int requests, int remembered) {}

    /** The same on another port. */
    public OriginSettings onPort(int other) {
        return new OriginSettings(
                host,
                other,
                maxConnections,
                threads,
                requestHeader,
                idleTimeout,
                writeTimeout,
                shutdownTimeout,
                s3Timeout,
                retryS3After,
                maxAge,
                hot);
    }
}
