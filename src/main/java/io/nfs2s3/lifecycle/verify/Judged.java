package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.storage.ObjectState;
import org.jspecify.annotations.Nullable;

/**
 * What was found of one file.
 *
 * @param path of the media; of an object that no row names, its key below the prefix
 * @param key of the object; null where there is none to speak of
 * @param detail what was seen, in words for an operator; empty for a match
 * @param row as it was when that was seen; null where no row names the object
 * @param upload of which an object that no row names is the copy, or which an original without a row would be; null where
 *     there is none
 * @param evidence what the store says of an object whose bytes are proved; null otherwise
 */
public record Judged(
        String path,
        @Nullable String key,
        Decision decision,
        String detail,
        @Nullable RecordedCopy row,
        @Nullable FileVersion upload,
        @Nullable Evidence evidence) {
    static final Decision ERROR = new Decision(Verdict.ERROR, null, Act.ASK);

    /**
     * What a row is to say of its object.
     *
     * @param checksum null where the store keeps none
     */
    public record Evidence(
            long size,
            @Nullable Checksum checksum,
            @Nullable String etag,
            @Nullable String versionId) {
        static Evidence of(ObjectState.Present found) {
            return new Evidence(
                    found.size(),
                    found.checksum(),
                    found.object().etag(),
                    found.object().versionId());
        }
    }

    static Judged match(RecordedCopy row) {
        return of(row, Decision.MATCH, "");
    }

    static Judged of(RecordedCopy row, Decision decision, String detail) {
        String key = row.key() == null ? null : row.key().value();
        return new Judged(row.path().value(), key, decision, detail, row, null, null);
    }

    /**
     * What is found of an original that no row and no object tells of.
     *
     * @param upload that it would be; null where it cannot be one
     */
    static Judged ofOriginal(String name, Decision decision, String detail, @Nullable FileVersion upload) {
        return new Judged(name, null, decision, detail, null, upload, null);
    }

    /** What cannot be told of a file that has a row. */
    static Judged error(RecordedCopy row, String detail) {
        return of(row, ERROR, detail);
    }

    /**
     * What cannot be told of an object that no row names.
     *
     * @param below its key below the prefix
     */
    static Judged error(String below, String key, String detail) {
        return new Judged(below, key, ERROR, detail, null, null, null);
    }

    /** The same, of which something more is known. */
    Judged also(String more) {
        return new Judged(path, key, decision, detail + "; " + more, row, upload, evidence);
    }

    Judged with(@Nullable Evidence proved) {
        return new Judged(path, key, decision, detail, row, upload, proved);
    }
}
