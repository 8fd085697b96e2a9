package io.nfs2s3.site;

import io.nfs2s3.catalog.SiteRecord;
import io.nfs2s3.catalog.SiteRecord.Cause;
import io.nfs2s3.catalog.SiteRecord.Suspension;
import io.nfs2s3.catalog.SiteStanding;
import io.nfs2s3.catalog.SiteTable;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.storage.SiteMarker;
import io.nfs2s3.storage.SiteMarkers;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the site's row in the database with the marker object below its prefix. Where the marker is another site's, or
 * the database went back in time or is a copy, it suspends the site, for every process that shares the database: nothing is
 * sent, received, copied or removed any more, and uploads wait in the outbox. Where only the settings of this process name
 * another place than that of the marker, only this process copies and removes nothing.
 *
 * <p>The database's epoch is advanced first and the marker's after it, so the marker is never ahead, unless the database
 * went back. Thread-safe.
 */
public final class SiteGuard {
    /** A database that was put back by less than this may go unnoticed. */
    private static final int EPOCH_SECONDS = 20;

    private static final long PATIENCE_SECONDS = 10;
    private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private final SiteTable table;
    private final SiteStanding standing;
    private final Supplier<SiteMarkers> markers;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final MarkerEpoch epoch = new MarkerEpoch();
    private Optional<String> lastFound = Optional.empty();
    private @Nullable Long checkedAt;

    /**
     * @param markers not asked before the first check
     * @param nanos a clock that never goes back, in nanoseconds
     */
    public SiteGuard(SiteTable table, SiteStanding standing, Supplier<SiteMarkers> markers, LongSupplier nanos) {
        this.table = table;
        this.standing = standing;
        this.markers = markers;
        this.nanos = nanos;
    }

    /** What {@link #check} found within the last five seconds. */
    public Optional<String> recent() {
        return alone(() -> {
            Long last = checkedAt;
            return last != null && nanos.getAsLong() - last < MEMORY_NANOS ? lastFound : look();
        });
    }

    /**
     * Looks now, and advances the epoch when it is old.
     *
     * @return why nothing may be written or removed, and what to do; empty when everything may
     * @throws MigrationException when the store cannot be asked
     * @throws org.jdbi.v3.core.JdbiException when the database cannot be asked
     */
    public Optional<String> check() {
        return alone(this::look);
    }

    /** One at a time; whoever waits in vain, because the store hangs, does not wait for ever. */
    private <T> T alone(Supplier<T> work) {
        try {
            if (!lock.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new MigrationException(
                        FailureCode.STORE_DOWN,
                        "the site's marker could not be read within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MigrationException(FailureCode.STORE_DOWN, "interrupted while the site's marker was read", e);
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private Optional<String> look() {
        SiteMarkers bucket = markers.get();
        SiteRecord before = table.read();
        if (before.moved()) { // known also while the store is down
            table.suspend(new Suspension(Cause.RESTORED, SiteRecord.MOVED, bucket.place()), before);
            return found(bucket, true);
        }
        if (SitePlace.fault(before, bucket, true).isPresent()) { // likewise
            return found(bucket, true);
        }
        // The marker first: an epoch that is read later cannot be behind it, unless the database went back.
        Optional<SiteMarker> marker = bucket.own();
        SiteRecord site = table.read();
        if (SitePlace.fault(site, bucket, marker.isPresent()).isPresent()) {
            return found(bucket, marker.isPresent());
        }
        Suspension known = site.suspension();
        Optional<Suspension> found =
                known != null && known.cause() == Cause.RESTORED ? Optional.of(known) : find(site, marker, bucket);
        found.ifPresentOrElse(one -> table.suspend(one, site), () -> settle(site, marker, bucket));
        boolean late = found.isEmpty() && marker.isEmpty() && !bucket.create(site.id(), site.epoch());
        if (late) { // another puts its marker at the same moment: whose is it?
            if (bucket.own().isEmpty()) {
                throw new MigrationException(FailureCode.STORE_DOWN, "the site's marker cannot be put, nor read");
            }
            return look();
        }
        if (found.isEmpty() && (site.place() == null || !site.place().isKnown())) {
            table.keep(SitePlace.here(bucket));
        }
        Optional<String> now = found(bucket, true);
        if (found.isPresent() && now.isEmpty()) {
            return look(); // the row was changed during the look: is it so still?
        }
        return now;
    }

    /**
     * Looks now, and writes nothing: neither a marker, nor an epoch, nor a suspension.
     *
     * @return why nothing may be written or removed now, or what {@link #check} would find; empty when everything may
     * @throws MigrationException when the store cannot be asked
     * @throws org.jdbi.v3.core.JdbiException when the database cannot be asked
     */
    public Optional<String> peek() {
        SiteMarkers bucket = markers.get();
        Optional<SiteMarker> marker = bucket.own();
        SiteRecord site = table.read();
        return site.suspendedBecause()
                .or(() -> SitePlace.fault(site, bucket, marker.isPresent()))
                .or(() -> find(site, marker, bucket).map(Suspension::reason));
    }

    private Optional<String> found(SiteMarkers bucket, boolean marked) {
        SiteRecord now = table.read();
        standing.learn(now);
        lastFound = now.suspendedBecause().or(() -> SitePlace.fault(now, bucket, marked));
        checkedAt = nanos.getAsLong();
        return lastFound;
    }

    /** @throws MigrationException when nothing may be written or removed */
    public void require() {
        recent().ifPresent(reason -> {
            throw new MigrationException(FailureCode.SITE_SUSPENDED, reason);
        });
    }

    /**
     * Asks the database alone whether this process looks where the objects of the site are.
     *
     * @throws MigrationException when it does not
     */
    public void requirePlace() {
        SitePlace.fault(table.read(), markers.get(), true).ifPresent(reason -> {
            throw new MigrationException(FailureCode.SITE_SUSPENDED, reason);
        });
    }

    static Optional<Suspension> find(SiteRecord site, Optional<SiteMarker> marker, SiteMarkers bucket) {
        String place = bucket.place();
        Optional<SiteMarker> foreign = Stream.concat(
                        marker.stream(),
                        Stream.concat(
                                bucket.around().stream(),
                                marker.isPresent() ? Stream.empty() : bucket.inside().stream()))
                .filter(one -> !one.site().equals(site.id()))
                .findFirst();
        if (foreign.isPresent()) {
            boolean own = foreign.equals(marker);
            String reason = own
                    ? SiteTexts.foreign(site, foreign.get(), place)
                    : SiteTexts.overlaps(site, foreign.get(), place);
            return Optional.of(new Suspension(Cause.FOREIGN, reason, place));
        }
        return marker.filter(one -> one.epoch() > site.epoch())
                .map(one -> new Suspension(Cause.RESTORED, SiteTexts.wentBack(site, one), place));
    }

    /** All is well: says so in the database, and in the marker if there is one. */
    private void settle(SiteRecord site, Optional<SiteMarker> marker, SiteMarkers bucket) {
        if (site.suspension() != null) {
            table.resume(bucket.place());
        }
        Optional<Long> advanced = table.advance(EPOCH_SECONDS);
        if (marker.isPresent() && advanced.isPresent() && marker.get().epoch() < advanced.get()) {
            epoch.advance(marker.get(), site.id(), advanced.get(), bucket);
        }
    }

    /** The row and the marker, to look at. */
    public SiteView show() {
        SiteMarkers bucket = markers.get();
        Optional<SiteMarker> marker = bucket.own();
        SiteRecord site = table.read();
        Suspension suspension = site.suspension();
        return new SiteView(
                site.id(),
                site.epoch(),
                bucket.place(),
                marker.map(SiteMarker::site).orElse(""),
                marker.map(SiteMarker::epoch).orElse(0L),
                suspension == null
                        ? SitePlace.fault(site, bucket, marker.isPresent()).orElse("")
                        : suspension.reason());
    }

    /**
     * An operator says that this database is the one to go on with, and the marker's bucket and prefix are its own.
     *
     * @param taken the id of another site whose marker stands there, and whose prefix is taken over; empty for none
     * @throws IllegalArgumentException when a marker of a site stands there that is not named
     */
    public SiteView accept(String taken) {
        return alone(() -> acceptAlone(taken));
    }

    private SiteView acceptAlone(String taken) {
        SiteMarkers bucket = markers.get();
        Optional<SiteMarker> marker = bucket.own();
        SiteRecord site = table.read();
        marker.filter(one -> !one.site().equals(site.id())
                        && (taken.isEmpty() || !one.site().equals(taken)))
                .ifPresent(one -> {
                    throw new IllegalArgumentException(SiteTexts.foreign(site, one, bucket.place()));
                });
        SiteRecord accepted = table.accept(marker.map(SiteMarker::epoch).orElse(0L), SitePlace.here(bucket));
        if (marker.isEmpty()) {
            bucket.create(accepted.id(), accepted.epoch());
        } else {
            bucket.replace(marker.get(), accepted.id(), accepted.epoch());
        }
        look();
        return show();
    }

    /** Has the marker follow a database whose suspension has ended. */
    SiteView follow() {
        return alone(() -> {
            SiteMarkers bucket = markers.get();
            SiteRecord site = table.read();
            if (site.suspension() == null) {
                bucket.own()
                        .filter(marker -> marker.site().equals(site.id()) && marker.epoch() < site.epoch())
                        .ifPresent(marker -> epoch.advance(marker, site.id(), site.epoch(), bucket));
            }
            look();
            return show();
        });
    }

    /**
     * Makes this the database of a new site: for a copy of another one.
     *
     * @param force also where nothing says that it is a copy
     * @throws IllegalArgumentException when nothing does, and it is not forced
     */
    public SiteView renew(boolean force) {
        return alone(() -> renewAlone(force));
    }

    private SiteView renewAlone(boolean force) {
        SiteRecord site = table.read();
        if (!force && !site.moved() && site.suspension() == null) {
            throw new IllegalArgumentException(SiteTexts.noCopy());
        }
        table.renew();
        look();
        return show();
    }
}
