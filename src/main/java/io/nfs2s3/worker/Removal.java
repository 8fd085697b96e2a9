package io.nfs2s3.worker;

import io.nfs2s3.catalog.SupersededObjects.Entry;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one object that was to be removed.
 *
 * @param reason why it is still there; empty when it is not
 * @param failure what failed, if something did
 */
record Removal(
        Entry entry, Fate fate, String reason, @Nullable MigrationException failure) {
    /** What became of it. */
    enum Fate {
        REMOVED,
        /** There was none. */
        MISSING,
        /** It is still there. */
        KEPT,
        /** The store gave no answer, and may still remove it. */
        UNKNOWN
    }

    static Removal gone(Entry entry, Fate fate) {
        return new Removal(entry, fate, "", null);
    }

    static Removal kept(Entry entry, String reason) {
        return new Removal(entry, Fate.KEPT, reason, null);
    }

    /** Another object is under its key: it came meanwhile, or after an attempt whose answer was lost. */
    static Removal changed(Entry entry) {
        return new Removal(entry, Fate.UNKNOWN, "another object came under its key meanwhile", null);
    }

    /** The store could not even be asked about it. */
    static Removal notFound(Entry entry, MigrationException failure) {
        return new Removal(entry, Fate.KEPT, failure.failure().toString(), failure);
    }

    /** Only a plain no is certain: what got no answer, or was to be repeated, may still be done. */
    static Removal notDeleted(Entry entry, MigrationException failure) {
        boolean refused = failure.code() == FailureCode.STORE_REFUSES || failure.code() == FailureCode.STORE_REFUSED;
        return new Removal(
                entry, refused ? Fate.KEPT : Fate.UNKNOWN, failure.failure().toString(), failure);
    }

    boolean isGone() {
        return fate == Fate.REMOVED || fate == Fate.MISSING;
    }

    /** Whether it looks as if nothing could be removed now. */
    boolean looksLikeOutage() {
        return failure != null
                && (failure.code() == FailureCode.STORE_DOWN || failure.code() == FailureCode.STORE_SLOW);
    }

    /** Whether the store refused, for a reason that can be its own. */
    boolean isStoresRefusal() {
        return looksLikeOutage() || (failure != null && failure.code() == FailureCode.STORE_REFUSES);
    }

    static List<Entry> entries(List<Removal> removals, Fate fate) {
        return removals.stream()
                .filter(removal -> removal.fate() == fate)
                .map(Removal::entry)
                .toList();
    }
}
