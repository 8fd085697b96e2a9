package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.catalog.AdoptFiles;
import io.nfs2s3.catalog.SiteUpdateException;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.lifecycle.adopt.Finding.Proved;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FileVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Sets the pointers of a page, in the transaction of the caller. Immutable. */
final class AdoptFlips {
    private static final String SAVEPOINT = "flip";

    private final AdoptFiles files;

    AdoptFlips(AdoptFiles files) {
        this.files = files;
    }

    /**
     * Where the site's own statement fails for one path, the others are flipped one by one.
     *
     * @param failed gets those for which it fails
     * @return those that were flipped
     * @throws SiteUpdateException when it fails for every path; the transaction must be rolled back
     */
    Set<FileVersion> flip(Handle handle, List<Proved> proved, List<Left> failed) {
        try {
            return inside(handle, proved);
        } catch (SiteUpdateException e) {
            requireNoConflict(e);
            files.checkSiteUpdate(handle); // one that fails for every path ends the run
            Set<FileVersion> flipped = new HashSet<>();
            for (Proved one : proved) {
                try {
                    flipped.addAll(inside(handle, List.of(one)));
                } catch (SiteUpdateException own) {
                    requireNoConflict(own);
                    failed.add(one.candidate().left(Reason.SITE_UPDATE, ErrorText.of(own)));
                }
            }
            return flipped;
        }
    }

    /** One with other transactions passes by itself: all of this one is run again. */
    private static void requireNoConflict(SiteUpdateException error) {
        if (DatabaseErrors.isConflict(error)) {
            throw error;
        }
    }

    /** @throws SiteUpdateException with the transaction as it was before */
    private Set<FileVersion> inside(Handle handle, List<Proved> proved) {
        if (proved.isEmpty()) {
            return Set.of();
        }
        handle.savepoint(SAVEPOINT);
        try {
            Set<FileVersion> flipped = files.adopt(
                    handle,
                    proved.stream()
                            .map(one -> new AdoptFiles.Proved(
                                    one.copy(),
                                    one.candidate().kind(),
                                    one.candidate().registered()))
                            .toList());
            handle.releaseSavepoint(SAVEPOINT);
            return flipped;
        } catch (SiteUpdateException e) {
            handle.rollbackToSavepoint(SAVEPOINT);
            throw e;
        }
    }
}
