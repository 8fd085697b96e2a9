package io.nfs2s3.site;

import io.nfs2s3.catalog.SiteRecord;
import io.nfs2s3.storage.SiteMarker;

/** What an operator is told: one line each, that ends with what to do. docs/backup.md says more. */
final class SiteTexts {
    private static final String RESTORED_OR_COPIED =
            "; if it was restored, follow docs/backup.md, then run 'nfs2s3 site accept'; if it is a copy, give it a bucket or"
                    + " prefix and queues of its own, then run 'nfs2s3 site new-id'";

    private SiteTexts() {}

    static String moved() {
        return "this database was restored or copied: it is on another server, or another database, than before"
                + RESTORED_OR_COPIED;
    }

    static String wentBack(SiteRecord site, SiteMarker marker) {
        return "this database went back in time: it is at epoch " + site.epoch() + ", the marker of the bucket at "
                + marker.epoch() + RESTORED_OR_COPIED;
    }

    static String foreign(SiteRecord site, SiteMarker marker, String place) {
        return place + " belongs to " + owner(marker) + ", and this database is of site " + site.id()
                + "; give each site a bucket or prefix of its own (s3.bucket, s3.prefix); if this database is a copy, then run"
                + " 'nfs2s3 site new-id'; if the other site is gone, run 'nfs2s3 site accept --take-over "
                + marker.site() + "'";
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
