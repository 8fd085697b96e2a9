package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.catalog.AdoptFiles;
import io.nfs2s3.catalog.SiteUpdateException;
import io.nfs2s3.lifecycle.SiteUpdates;
import io.nfs2s3.lifecycle.adopt.Finding.Proved;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FileVersion;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Sets the pointers of a page, in the transaction of the caller. For one thread. */
final class AdoptFlips {
    private final AdoptFiles files;
    private final SiteUpdates updates = SiteUpdates.withoutEnd();

    AdoptFlips(AdoptFiles files) {
        this.files = files;
    }

    /**
     * Where the site's own statement fails for one path, the others are flipped.
     *
     * @param failed gets those for which it fails
     * @return those that were flipped
     * @throws SiteUpdateException when it fails for every path; the transaction must be rolled back
     */
    Set<FileVersion> flip(Handle handle, List<Proved> proved, List<Left> failed) {
        return updates.change(
                handle,
                proved,
                some -> adopt(handle, some),
                () -> files.checkSiteUpdate(handle),
                (one, error) -> failed.add(one.candidate().left(Reason.SITE_UPDATE, ErrorText.of(error))));
    }

    private Set<FileVersion> adopt(Handle handle, List<Proved> proved) {
        return files.adopt(
                handle,
                proved.stream()
                        .map(one -> new AdoptFiles.Proved(
                                one.copy(),
                                one.candidate().kind(),
                                one.candidate().registered()))
                        .toList());
    }
}
