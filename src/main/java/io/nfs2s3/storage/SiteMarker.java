package io.nfs2s3.storage;

import org.jspecify.annotations.Nullable;

/**
 * What a marker object says: the prefix that it stands below belongs to this site.
 *
 * @param prefix where it stands
 * @param epoch of the site's database when it was written; the database is never behind it
 * @param etag of the object
 */
public record SiteMarker(
        String prefix, String site, long epoch, @Nullable String etag) {
    /** The name of the object, below the prefix. No media path has it: names that begin with a dot are left out. */
    public static final String NAME = ".nfs2s3-site";
}
