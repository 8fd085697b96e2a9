package io.nfs2s3.resolve;

import java.util.Optional;

/**
 * The section {@code resolve} of the settings.
 *
 * @param nfsBaseUrl the site's own address of the NFS files, ending in {@code /}
 * @param unregistered what a path gets that nobody registered
 * @param databaseDown what a path gets that is not remembered while the database cannot be asked
 * @param signing how URLs of files in S3 are signed; empty if they are not
 */
public record ResolveSettings(
        String nfsBaseUrl,
        CdnSettings cdn,
        CacheSettings cache,
        Unregistered unregistered,
        DatabaseDown databaseDown,
        Optional<SigningSettings> signing) {
    /** What a path gets that nobody registered. */
    public enum Unregistered {
        /** Its NFS URL: right while a site adopts nfs2s3. */
        NFS,
        /** No URL. */
        MISSING
    }

    /** What a path gets that is not remembered while the database cannot be asked. */
    public enum DatabaseDown {
        /** Its NFS URL: the file is there unless it was retired. */
        NFS,
        /** {@link LocationUnknownException}. */
        FAIL
    }

    /** @throws IllegalArgumentException when the base URL does not end in {@code /} */
    public ResolveSettings {
        if (!nfsBaseUrl.endsWith("/")) {
            throw new IllegalArgumentException("resolve.nfsBaseUrl = \"" + nfsBaseUrl + "\" must end in \"/\"");
        }
    }

    /**
     * The same for the origin, which wants no URLs, and so needs no private key. Where a path that nobody registered is
     * missing, it may not guess while the database is down: the file may be one that nobody registered.
     */
    public ResolveSettings ofOrigin() {
        return new ResolveSettings(
                nfsBaseUrl,
                cdn,
                cache,
                unregistered,
                unregistered == Unregistered.MISSING ? DatabaseDown.FAIL : databaseDown,
                Optional.empty());
    }

    /** The same for someone who would rather have an error than a guess. */
    public ResolveSettings failing() {
        return new ResolveSettings(nfsBaseUrl, cdn, cache, unregistered, DatabaseDown.FAIL, signing);
    }
}
