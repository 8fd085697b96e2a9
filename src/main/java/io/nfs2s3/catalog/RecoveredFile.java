package io.nfs2s3.catalog;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.StoredCopy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a row is to say after the database and the bucket were brought together.
 *
 * @param upload the path, and the generation that its row gets
 * @param kind of the path
 * @param state that its row gets
 * @param seen the row as it was looked at; null where there was none
 * @param copy of a state that leads to S3: the evidence; null otherwise
 * @param left objects of the path that its row does not name, by their generations; a row has none of them any more
 */
public record RecoveredFile(
        FileVersion upload,
        String kind,
        MediaState state,
        @Nullable MediaFile seen,
        @Nullable StoredCopy copy,
        Map<Integer, String> left) {
    public RecoveredFile {
        left = Map.copyOf(left);
    }
}
