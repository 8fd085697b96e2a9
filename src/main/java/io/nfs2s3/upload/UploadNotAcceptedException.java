package io.nfs2s3.upload;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.MediaPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Neither SQS nor the database could take the upload, and there is no spool file or it could not be written. The file
 * is untouched on NFS and readers get it from there. Calling the hook again later, for the same path, is safe and is
 * all that is needed.
 */
public final class UploadNotAcceptedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UploadNotAcceptedException(
            List<MediaPath> paths,
            @Nullable Throwable sqs,
            @Nullable Throwable database,
            Optional<Path> spool,
            Optional<IOException> disk) {
        super(
                "upload of " + subject(paths) + " was not accepted: neither SQS nor the database took it ("
                        + (sqs == null ? "SQS is not used for a kind that is not migrated" : ErrorText.of(sqs)) + "; "
                        + (database == null ? "the database was not asked" : ErrorText.of(database)) + ")"
                        + disk.map(error ->
                                        ", and the spool " + spool.orElseThrow() + " cannot be written (" + error + ")")
                                .orElse("")
                        + ". The file is safe on NFS; call fileUploaded again for the same path later, or run"
                        + " 'nfs2s3 enqueue PATH'",
                database);
        for (Throwable more : new Throwable[] {sqs, disk.orElse(null)}) {
            if (more != null) {
                addSuppressed(more);
            }
        }
    }

    private static String subject(List<MediaPath> paths) {
        String first = "\"" + paths.get(0) + "\"";
        return paths.size() == 1 ? first : first + " and " + (paths.size() - 1) + " more";
    }
}
