package io.nfs2s3.site;

import io.nfs2s3.catalog.SiteRecord;
import io.nfs2s3.catalog.SiteRecord.MarkerPlace;
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

    static String ofAnother(SiteRecord site, SiteMarker marker, String place) {
        return place + " belongs to " + owner(marker) + ", and this database is of site " + site.id()
                + "; if that site's database is lost, its daemons are stopped, and this is to be its database, run 'nfs2s3"
                + " recover --site " + marker.site() + "'; else correct s3.bucket and s3.prefix";
    }

    static String notThere(String taken, String owner, String place) {
        return "--site " + taken + ": " + place + " belongs to site " + owner;
    }

    static String hasFiles(SiteRecord site, String owner) {
        return "this database has files on S3 as site " + site.id() + ", so it cannot become that of site " + owner
                + "; start with an empty one ('nfs2s3 schema migrate')";
    }

    static String recovering() {
        return "rows and objects are being brought together; 'nfs2s3 recover --yes' goes on with it and ends this in the end;"
                + " so does 'nfs2s3 site accept', which takes the rows as they are";
    }

    static String restEnded() {
        return "the site was accepted at this very moment; run 'nfs2s3 recover' again if rows and objects do not go together";
    }

    static String elsewhere(SiteRecord site, MarkerPlace known, MarkerPlace here) {
        return "the place of site " + site.id() + " is " + known.name() + ", and the settings here name " + here.name()
                + "; correct s3.bucket and s3.prefix on this host; if all hosts are to use " + here.name()
                + " from now on, run 'nfs2s3 site accept' here";
    }

    static String otherStore(SiteRecord site, MarkerPlace known, MarkerPlace here) {
        return "the marker of site " + site.id() + " was put into " + known.name() + " of " + store(known)
                + ", and the settings here name " + store(here)
                + ", where it is not; correct s3.endpoint on this host; if all"
                + " hosts are to use " + store(here) + " from now on, run 'nfs2s3 site accept' here";
    }

    static String noMarker(SiteRecord site, MarkerPlace here) {
        return "files of site " + site.id() + " are on S3, and its marker is not in " + here.name()
                + ", which the settings here name; correct s3.bucket, s3.prefix and s3.endpoint on this host; if they are"
                + " right, run 'nfs2s3 site accept' here";
    }

    private static String store(MarkerPlace place) {
        return place.endpoint().isEmpty() ? "AWS" : place.endpoint();
    }

    private static String owner(SiteMarker marker) {
        return marker.site().isEmpty() ? "something else than nfs2s3" : "site " + marker.site();
    }

    static String noCopy() {
        return "nothing says that this database is a copy, and a new id leaves every object and message of this site without"
                + " an owner; if it is a copy all the same, run 'nfs2s3 site new-id --force'";
    }
}
