package io.nfs2s3.site;

import io.nfs2s3.catalog.SiteRecord;
import io.nfs2s3.catalog.SiteRecord.MarkerPlace;
import io.nfs2s3.storage.SiteMarkers;
import java.util.Optional;

/**
 * Whether the settings of a process name the place where the marker of its site is. Where they name another, the process
 * leaves files and objects alone; other hosts, whose settings are right, go on.
 */
final class SitePlace {
    private SitePlace() {}

    /** Where this process looks for the marker. */
    static MarkerPlace here(SiteMarkers bucket) {
        return new MarkerPlace(bucket.place(), bucket.endpoint());
    }

    /**
     * Compares bucket and prefix always: the bucket may be a replica, with a copy of the marker. The endpoint only where no
     * marker is: one store has many names, and a marker that is found says that it is the same.
     *
     * @param marked whether a marker is there, or may be
     * @return why this process must leave files and objects alone, and what to do; empty when it need not
     */
    static Optional<String> fault(SiteRecord site, SiteMarkers bucket, boolean marked) {
        MarkerPlace known = site.place();
        MarkerPlace here = here(bucket);
        if (known == null || (!known.isKnown() && marked)) {
            return Optional.empty();
        }
        if (!known.isKnown()) {
            return Optional.of(SiteTexts.noMarker(site, here));
        }
        if (!known.name().equals(here.name())) {
            return Optional.of(SiteTexts.elsewhere(site, known, here));
        }
        return marked || known.endpoint().equals(here.endpoint())
                ? Optional.empty()
                : Optional.of(SiteTexts.otherStore(site, known, here));
    }
}
