package io.nfs2s3.site;

import io.nfs2s3.catalog.SiteRecord;
import io.nfs2s3.catalog.SiteRecord.Cause;
import io.nfs2s3.catalog.SiteRecord.Rest;
import io.nfs2s3.catalog.SiteRecord.Suspension;
import io.nfs2s3.catalog.SiteTable;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.storage.SiteMarker;
import io.nfs2s3.storage.SiteMarkers;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Has every process leave the files alone while rows and objects are brought together after the database was restored or
 * lost. Thread-safe.
 */
public final class SiteRecovery {
    private final SiteTable table;
    private final SiteGuard guard;
    private final Supplier<SiteMarkers> markers;

    /** @param markers not asked before the first call */
    public SiteRecovery(SiteTable table, SiteGuard guard, Supplier<SiteMarkers> markers) {
        this.table = table;
        this.guard = guard;
        this.markers = markers;
    }

    /**
     * Asks whether rows and objects may be brought together here. Changes nothing.
     *
     * @param taken the id of the site whose marker stands there, and whose database this is to be; empty for the own one
     * @return the id of the site whose objects they are
     * @throws IllegalArgumentException when bucket and prefix are another site's
     */
    public String owner(String taken) {
        SiteMarkers bucket = markers.get();
        return owner(taken, bucket, bucket.own());
    }

    private String owner(String taken, SiteMarkers bucket, Optional<SiteMarker> marker) {
        SiteRecord site = table.read();
        String owner = marker.map(SiteMarker::site).orElse(site.id());
        if (!owner.equals(site.id()) && !owner.equals(taken)) {
            throw new IllegalArgumentException(SiteTexts.ofAnother(site, marker.orElseThrow(), bucket.place()));
        }
        if (!taken.isEmpty() && !taken.equals(owner)) {
            throw new IllegalArgumentException(SiteTexts.notThere(taken, owner, bucket.place()));
        }
        if (marker.isEmpty()) { // to whatever bucket the settings name, no row would agree with it
            SitePlace.fault(site, bucket, false).ifPresent(reason -> {
                throw new IllegalArgumentException(reason);
            });
        }
        SiteRecord meant = new SiteRecord(owner, site.epoch(), site.moved(), null, site.place());
        SiteGuard.find(meant, marker, bucket)
                .filter(found -> found.cause() == Cause.FOREIGN)
                .ifPresent(found -> {
                    throw new IllegalArgumentException(found.reason());
                });
        return owner;
    }

    /**
     * Suspends the site as one whose database was restored, until the recovery is done or {@link SiteGuard#accept} ends it. A
     * site that rests already goes on to.
     *
     * @param taken as in {@link #owner}; a database that is to have its id gets it
     * @throws IllegalArgumentException as there, or when this database has files on S3 as another site
     */
    public Rest rest(String taken) {
        SiteMarkers bucket = markers.get();
        Optional<SiteMarker> marker = bucket.own();
        long epoch = marker.map(SiteMarker::epoch).orElse(0L);
        String owner = owner(taken, bucket, marker);
        Suspension rests = new Suspension(Cause.RESTORED, SiteTexts.recovering(), bucket.place());
        SiteRecord site = table.read();
        if (owner.equals(site.id())) {
            table.rest(epoch, rests, SitePlace.here(bucket));
        } else if (!table.take(owner, epoch, rests, SitePlace.here(bucket))) {
            throw new IllegalArgumentException(SiteTexts.hasFiles(site, owner));
        }
        guard.check();
        return table.resting(epoch)
                .orElseThrow(() -> new MigrationException(FailureCode.SITE_SUSPENDED, SiteTexts.restEnded()));
    }

    /** The rest that a recovery here goes on with; empty when the site does not rest, or its database went back since. */
    public Optional<Rest> resting() {
        return table.resting(markers.get().own().map(SiteMarker::epoch).orElse(0L));
    }

    /** After the database said that the rest is over: the marker follows. */
    public SiteView ended() {
        return guard.follow();
    }
}
