package io.nfs2s3.resolve;

/**
 * How files in S3 are addressed.
 *
 * @param hosts the hosts; those of the first moment, if they come from the database
 * @param scheme {@code https} or {@code http}
 */
public record CdnSettings(CdnHosts hosts, HostsFrom hostsFrom, Choice choice, String scheme) {
    /** Where the hosts come from. */
    public enum HostsFrom {
        /** The settings. A change is seen after a restart. */
        SETTINGS,
        /** The table {@code nfs2s3.cdn_host}, looked at once a minute. */
        DATABASE
    }

    /** Which host a URL gets. */
    public enum Choice {
        /** Any, for each URL anew. */
        RANDOM,
        /** The same one for the same object, on every web host and in SQL, so that browsers cache it once. */
        STABLE
    }

    /** @throws IllegalArgumentException when the scheme is another */
    public CdnSettings {
        try {
            checkedScheme(scheme);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("resolve.cdnScheme = \"" + scheme + "\": " + e.getMessage(), e);
        }
    }

    /** The scheme itself. @throws IllegalArgumentException when it is another; says what would be right */
    public static String checkedScheme(String scheme) {
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException("use https or http");
        }
        return scheme;
    }
}
