package io.nfs2s3.site;

import io.nfs2s3.catalog.SiteRecord;
import io.nfs2s3.storage.SiteMarker;

/** What an operator is told: one line each, that ends with what to do. docs/backup.md says more. */
final class SiteTexts {
    private SiteTexts() {}

    static String wentBack(SiteRecord site, SiteMarker marker) {
        return "this database went back in time: it is at epoch " + site.epoch() + ", the marker of the bucket at "
                + marker.epoch() + SiteRecord.RESTORED_OR_COPIED;
    }

    static String foreign(SiteRecord site, SiteMarker marker, String place) {
        return place + " belongs to " + owner(marker) + ", and this database is of site " + site.id()
                + "; give each site a bucket or prefix of its own (s3.bucket, s3.prefix), then run 'nfs2s3 site accept', or"
                + " 'nfs2s3 site new-id' if this database is a copy; if the other is gone, "
                + (marker.site().isEmpty()
                        ? "remove its object " + marker.prefix() + SiteMarker.NAME
                        : "run 'nfs2s3 site accept --take-over " + marker.site() + "'");
    }

    static String overlaps(SiteRecord site, SiteMarker marker, String place) {
        return place + " overlaps with the prefix \"" + marker.prefix() + "\" of " + owner(marker)
                + ", and this database is of site " + site.id()
                + "; give each site a bucket or prefix of its own (s3.bucket, s3.prefix); if the other site is gone, remove"
                + " its marker " + marker.prefix() + SiteMarker.NAME;
    }

    private static String owner(SiteMarker marker) {
        return marker.site().isEmpty() ? "something else than nfs2s3" : "site " + marker.site();
    }

    static String noCopy() {
        return "nothing says that this database is a copy, and a new id leaves every object and message of this site without"
                + " an owner; if it is a copy all the same, run 'nfs2s3 site new-id --force'";
    }
}
