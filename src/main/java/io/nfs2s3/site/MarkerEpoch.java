package io.nfs2s3.site;

import io.nfs2s3.media.MigrationException;
import io.nfs2s3.storage.SiteMarker;
import io.nfs2s3.storage.SiteMarkers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the epoch of the marker follow that of the database, and says once when it stays behind. One caller at a time. */
final class MarkerEpoch {
    private static final Logger log = LoggerFactory.getLogger(MarkerEpoch.class);
    private boolean saidBehind;

    /** A marker that stays behind does no harm: only that a database that went back may not be noticed. */
    void advance(SiteMarker marker, String site, long epoch, SiteMarkers bucket) {
        try {
            // Lost to another process, it is replaced all the same: that one wrote a newer epoch.
            boolean stays = !bucket.replace(marker, site, epoch)
                    && bucket.own().filter(one -> one.epoch() <= marker.epoch()).isPresent();
            sayBehind(bucket, stays ? "the store says that it was replaced meanwhile, and it was not" : "");
        } catch (MigrationException e) {
            sayBehind(bucket, e.failure().toString());
        }
    }

    private void sayBehind(SiteMarkers bucket, String reason) {
        if (!reason.isEmpty() && !saidBehind) {
            log.warn("the site's marker stays behind place={} reason=\"{}\"", bucket.place(), reason);
        }
        saidBehind = !reason.isEmpty();
    }
}
