package io.nfs2s3.lifecycle;

import io.nfs2s3.catalog.SiteUpdateException;
import io.nfs2s3.database.DatabaseErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Changes the pointers of a page in the transaction of the caller. Where the site's own statement fails for one path, the others
 * are changed one by one: a row of the site's own table holds up no others. For one thread.
 */
public final class SiteUpdates {
    private static final String SAVEPOINT = "pointers";

    /** Where it fails for so many paths, one after the other, it is not they. */
    private static final int MOST_IN_A_ROW = 100;

    private final int mostInARow;
    /** Since the last one that did not: a page that is changed again counts once. */
    private final Set<Object> failedInARow = new HashSet<>();

    private SiteUpdates(int mostInARow) {
        this.mostInARow = mostInARow;
    }

    /** Those of a run that ends where it fails for very many paths in a row. */
    public static SiteUpdates ofRun() {
        return new SiteUpdates(MOST_IN_A_ROW);
    }

    /** Those of a run that begins anew when it is resumed: if very many in a row ended it, it would never come past them. */
    public static SiteUpdates withoutEnd() {
        return new SiteUpdates(Integer.MAX_VALUE);
    }

    /**
     * Changes files.
     *
     * @param change of some of them, with the site's own statement; what it did is taken back where that fails
     * @param check throws when the statement fails whatever the path is
     * @param failed gets those for which it fails
     * @return those that were changed
     * @throws SiteUpdateException when it fails for every path, or for very many; the transaction must be rolled back
     */
    public <F, C> Set<C> change(
            Handle handle,
            List<F> files,
            Function<List<F>, Set<C>> change,
            Runnable check,
            BiConsumer<F, SiteUpdateException> failed) {
        try {
            return inside(handle, files, change);
        } catch (SiteUpdateException e) {
            requireNoConflict(e);
            check.run();
            return oneByOne(handle, files, change, failed);
        }
    }

    private <F, C> Set<C> oneByOne(
            Handle handle, List<F> files, Function<List<F>, Set<C>> change, BiConsumer<F, SiteUpdateException> failed) {
        Set<C> changed = new HashSet<>();
        for (F file : files) {
            try {
                changed.addAll(inside(handle, List.of(file), change));
            } catch (SiteUpdateException e) {
                requireNoConflict(e);
                failedInARow.add(file);
                if (failedInARow.size() >= mostInARow) {
                    throw e;
                }
                failed.accept(file, e);
            }
        }
        return changed;
    }

    /** One with other transactions passes by itself: all of this one is run again. */
    private static void requireNoConflict(SiteUpdateException error) {
        if (DatabaseErrors.isConflict(error)) {
            throw error;
        }
    }

    /** @throws SiteUpdateException with the transaction as it was before */
    private <F, C> Set<C> inside(Handle handle, List<F> files, Function<List<F>, Set<C>> change) {
        if (files.isEmpty()) {
            return Set.of();
        }
        handle.savepoint(SAVEPOINT);
        try {
            Set<C> changed = change.apply(files);
            handle.releaseSavepoint(SAVEPOINT);
            if (!changed.isEmpty()) {
                failedInARow.clear();
            }
            return changed;
        } catch (SiteUpdateException e) {
            handle.rollbackToSavepoint(SAVEPOINT);
            throw e;
        }
    }
}
