package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.runs.RunCounts;

/**
 * What an adoption would come to.
 *
 * @param counts with what would be adopted, if the bytes are the same, as done
 * @param bytes that would be read from the mount
 * @param lists requests that list objects: as many as this forecast made
 * @param getsAtLeast objects whose ETag can be no MD5 of the original, or of common parts: read, unless the store keeps their
 *     checksum
 * @param copies onto themselves
 */
public record AdoptForecast(RunCounts counts, long bytes, long lists, long getsAtLeast, long copies) {
    static final AdoptForecast NOTHING = new AdoptForecast(RunCounts.NONE, 0, 0, 0, 0);

    AdoptForecast plus(AdoptForecast other) {
        return new AdoptForecast(
                counts.plus(other.counts),
                bytes + other.bytes,
                lists + other.lists,
                getsAtLeast + other.getsAtLeast,
                copies + other.copies);
    }
}
