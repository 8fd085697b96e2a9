package io.nfs2s3.resolve;

import io.nfs2s3.media.Problems;
import java.net.URI;
import java.net.URISyntaxException;
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

    /** @throws IllegalArgumentException when the base URL has no scheme, or does not end in {@code /} */
    public ResolveSettings {
        checkBase(nfsBaseUrl);
    }

    /** Refuses another base URL. @throws IllegalArgumentException as the constructor */
    static void checkBase(String nfsBaseUrl) {
        String base = "resolve.nfsBaseUrl = \"" + nfsBaseUrl + "\"";
        new Problems()
                .addIf(!nfsBaseUrl.endsWith("/"), base + " must end in \"/\"")
                .addIf(
                        !isBase(nfsBaseUrl),
                        base + " must be a URL such as https://www.example.com/media/, or begin with \"/\"")
                .throwIfAny();
    }

    /** A URL with scheme and host, or what a page of the site's own may have in its place. */
    private static boolean isBase(String text) {
        try {
            URI uri = new URI(text);
            boolean absolute = ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
                    && uri.getAuthority() != null;
            return (absolute || text.startsWith("/")) && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
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
