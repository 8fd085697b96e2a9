package io.nfs2s3.resolve;

import java.time.Duration;

/**
 * The section {@code resolve} of the settings.
 *
 * @param nfsBaseUrl the site's own address of the NFS files, ending in {@code /}
 * @param cdnScheme {@code https} or {@code http}
 * @param cache how long a location is remembered
 * @param cacheSize how many locations are remembered
 * @param unregistered what a path gets that nobody registered
 */
public record ResolveSettings(
        String nfsBaseUrl,
        CdnHosts hosts,
        String cdnScheme,
        Duration cache,
        long cacheSize,
        Unregistered unregistered) {
    /** What a path gets that nobody registered. */
    public enum Unregistered {
        /** Its NFS URL: right while a site adopts nfs2s3. */
        NFS,
        /** No URL. */
        MISSING
    }

    public ResolveSettings {
        if (!nfsBaseUrl.endsWith("/")) {
            throw new IllegalArgumentException("resolve.nfsBaseUrl = \"" + nfsBaseUrl + "\" must end in \"/\"");
        }
        if (!cdnScheme.equals("https") && !cdnScheme.equals("http")) {
            throw new IllegalArgumentException("resolve.cdnScheme = \"" + cdnScheme + "\": use https or http");
        }
    }
}
