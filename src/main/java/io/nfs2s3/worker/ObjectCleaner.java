package io.nfs2s3.worker;

import io.nfs2s3.catalog.SupersededObjects;
import io.nfs2s3.catalog.SupersededObjects.Entry;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.site.SiteGuard;
import io.nfs2s3.storage.ObjectStore;
import io.nfs2s3.storage.StoredObject;
import io.nfs2s3.worker.Removal.Fate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes objects of superseded generations: at once if no reader was ever given them, otherwise when every cache has
 * forgotten them. The only class that removes objects of the site; a check of {@code doctor} removes its own.
 *
 * <p>Each removal takes four steps. The object is claimed, so that no pointer can be set to it ({@link
 * SupersededObjects}). Then the object itself must say that it is the copy of this very upload, and not be older than that.
 * Then that version of it is removed, and no other. Then the list is told. Dying between two of them leaves a claim, which the next sweep takes over.
 * Thread-safe.
 */
public final class ObjectCleaner {
    /** Longer than any copy can be under way whose flip will fail. */
    private static final Duration SETTLE = Duration.ofHours(1);

    /** By how much the clocks of the store and the database may differ. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    /** Looked at side by side. */
    private static final int BATCH = 100;

    private static final Logger log = LoggerFactory.getLogger(ObjectCleaner.class);
    private final SupersededObjects superseded;
    private final ObjectStore store;
    private final SiteGuard site;
    private final MediaKinds kinds;

    /**
     * @param site asked before each sweep; a suspended site claims nothing either
     * @param kinds what else is below the prefix has no parts of ours
     */
    public ObjectCleaner(SupersededObjects superseded, ObjectStore store, SiteGuard site, MediaKinds kinds) {
        this.kinds = kinds;
        this.superseded = superseded;
        this.store = store;
        this.site = site;
    }

    /**
     * What a sweep did.
     *
     * @param removed objects that are gone, those that were never made included
     * @param kept objects that are still there, each for a reason of its own; they are tried again later and later
     */
    public record Swept(int removed, int kept) {}

    /** Removes the object of an upload that lost its flip, if a later generation is why and no reader knows it. */
    void removeIfNeverVisible(FileVersion upload, ObjectKey key) {
        superseded.neverVisible(upload).ifPresent(entry -> {
            List<Removal> removals = remove(List.of(entry.with(key)));
            // Another copy of it may be under way, whose object is for the sweep.
            superseded.removedForNow(removals.stream()
                    .filter(Removal::isGone)
                    .map(Removal::entry)
                    .toList());
            tellKept(removals);
        });
    }

    /** Removes what is due, to the end. */
    public Swept sweep() {
        return sweep(() -> true);
    }

    /**
     * Removes what is due.
     *
     * @param goesOn asked before each batch; false leaves the others to the next sweep
     * @throws MigrationException when the store is down, or the site is suspended; what was not looked at is left to the
     *     next sweep
     */
    public Swept sweep(BooleanSupplier goesOn) {
        int removed = 0;
        int kept = 0;
        int looked = 0;
        List<Entry> due = List.of();
        boolean more = true;
        while (more && goesOn.getAsBoolean()) {
            site.require();
            due = superseded.due(SETTLE, store.settings().supersededRetention(), BATCH);
            List<Removal> removals = remove(withKeys(due));
            superseded.removed(Removal.entries(removals, Fate.REMOVED));
            superseded.missing(Removal.entries(removals, Fate.MISSING));
            tellKept(removals);
            stopIfDown(removals);
            int gone = (int) removals.stream().filter(Removal::isGone).count();
            removed += gone;
            kept += removals.size() - gone;
            looked = removals.size();
            more = due.size() == BATCH && looked > 0;
        }
        if (looked == 0 && !due.isEmpty()) {
            requireNotSuspendedSince();
        }
        superseded.forgetRemoved();
        return new Swept(removed, kept);
    }

    /** Then nothing is claimed, and what is remembered of the last look says nothing of it. */
    private void requireNotSuspendedSince() {
        site.check().ifPresent(reason -> {
            throw new MigrationException(FailureCode.SITE_SUSPENDED, reason);
        });
    }

    /** How many objects {@link #sweep} would look at. */
    public long due() {
        return superseded.countDue(SETTLE, store.settings().supersededRetention());
    }

    /** How many objects could not be removed, so far. */
    public long kept() {
        return superseded.countKept();
    }

    /** The first of those, with their reasons. */
    public List<SupersededObjects.Kept> kept(int limit) {
        return superseded.kept(limit);
    }

    /** With their keys. One that would be longer than S3 allows cannot have an object, and leaves the list. */
    private List<Entry> withKeys(List<Entry> due) {
        List<Entry> resolved = new ArrayList<>(due.size());
        for (Entry entry : due) {
            try {
                resolved.add(entry.key() != null ? entry : entry.with(key(entry.upload())));
            } catch (IllegalArgumentException e) {
                superseded.forget(entry.id());
            }
        }
        return resolved;
    }

    private ObjectKey key(FileVersion upload) {
        return ObjectKey.of(store.settings().prefix(), upload.path(), upload.generation());
    }

    private List<Removal> remove(List<Entry> entries) {
        List<CompletableFuture<Removal>> removals =
                superseded.claim(entries).stream().map(this::remove).toList();
        return removals.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<Removal> remove(Entry claimed) {
        ObjectKey key = claimed.key() != null ? claimed.key() : key(claimed.upload());
        return store.find(key, claimed.versionId())
                .thenCompose(found -> found.map(object -> remove(claimed, object))
                        .orElseGet(() -> done(Removal.gone(claimed, Fate.MISSING))))
                .exceptionally(error -> Removal.notFound(claimed, classed(error)));
    }

    private CompletableFuture<Removal> remove(Entry claimed, StoredObject object) {
        if (!store.isOwnCopy(object, claimed.upload())) {
            return done(Removal.kept(
                    claimed, "not ours: its metadata does not say that it is this site's copy of this upload"));
        }
        if (isOlder(object, claimed.givenAt())) {
            return done(Removal.kept(
                    claimed,
                    "older than its upload: the database went back and gave this generation out again, so nobody knows"
                            + " whether it is needed"));
        }
        return store.delete(object).handle((gone, error) -> {
            if (error != null) {
                return Removal.notDeleted(claimed, classed(error));
            }
            return gone ? Removal.gone(claimed, Fate.REMOVED) : Removal.changed(claimed);
        });
    }

    private static boolean isOlder(StoredObject object, @Nullable Instant upload) {
        Instant modified = object.lastModified();
        return upload != null && modified != null && modified.plus(CLOCKS).isBefore(upload);
    }

    private void tellKept(List<Removal> removals) {
        List<Removal> kept =
                removals.stream().filter(removal -> !removal.isGone()).toList();
        for (Removal removal : kept) {
            superseded.kept(removal.entry(), removal.reason(), removal.fate() == Fate.KEPT);
            log.debug(
                    "superseded object not removed key={} reason=\"{}\"",
                    removal.entry().key(),
                    removal.reason());
        }
        if (!kept.isEmpty()) {
            log.warn(
                    "superseded objects not removed; a later sweep tries again count={} key={} reason=\"{}\"",
                    kept.size(),
                    kept.get(0).entry().key(),
                    kept.get(0).reason());
        }
    }

    /** One object that cannot be removed must not hold up the others; a store that is down, or removes nothing, must. */
    private void stopIfDown(List<Removal> removals) {
        MigrationException first = removals.isEmpty() ? null : removals.get(0).failure();
        if (first != null && removals.size() == BATCH && removals.stream().allMatch(Removal::isStoresRefusal)) {
            throw first;
        }
        if (removals.stream().noneMatch(Removal::isGone) && removals.stream().anyMatch(Removal::looksLikeOutage)) {
            join(store.check());
        }
    }

    /**
     * Has the store forget parts of copies that died.
     *
     * @param clock of the database
     * @return how many uploads they were of
     */
    public int sweepParts(Clock clock) {
        site.require();
        return join(store.forgetAbandonedParts(store.settings().abandonedParts(), clock, this::canBeOurs));
    }

    /** Of how many uploads {@link #sweepParts} would have the store forget the parts. */
    public int abandonedParts(Clock clock) {
        return join(store.abandonedParts(store.settings().abandonedParts(), clock, this::canBeOurs))
                .size();
    }

    /** Whether a file of a kind can have this key, or an object of a check. */
    private boolean canBeOurs(String key) {
        String prefix = store.settings().prefix();
        if (!key.startsWith(prefix)) {
            return false;
        }
        try {
            MediaPath below = MediaPath.of(key.substring(prefix.length()));
            return kinds.find(below).isPresent() || store.audit().isOfTheProgram(key);
        } catch (InvalidMediaPathException e) {
            return false;
        }
    }

    private static CompletableFuture<Removal> done(Removal removal) {
        return CompletableFuture.completedFuture(removal);
    }

    private static MigrationException classed(Throwable error) {
        return FutureErrors.cause(error) instanceof MigrationException classed
                ? classed
                : new MigrationException(FailureCode.INTERNAL, "unexpected: " + ErrorText.ofRoot(error), error);
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof MigrationException classed ? classed : e;
        }
    }
}
