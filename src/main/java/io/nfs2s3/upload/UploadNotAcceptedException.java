package io.nfs2s3.upload;

import io.nfs2s3.media.ErrorText;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Neither SQS nor the database could take the upload, and there is no spool file or it could not be written. The file is untouched on NFS and readers get it from there.
 * Calling the hook again later, for the same path, is safe and is all that is needed.
 */
public final class UploadNotAcceptedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UploadNotAcceptedException(String path, Throwable sqs, Throwable database) {
        this(path, sqs, database, "");
    }

    UploadNotAcceptedException(String path, Throwable sqs, Throwable database, Path spool, IOException error) {
        this(path, sqs, database, ", and the spool " + spool + " cannot be written (" + error + ")");
        addSuppressed(error);
    }

    private UploadNotAcceptedException(String path, Throwable sqs, Throwable database, String spool) {
        super(
                "upload of \"" + path + "\" was not accepted: SQS and the database are both down ("
                        + sqs.getMessage() + "; " + ErrorText.of(database) + ")" + spool
                        + ". The file is safe on NFS; call fileUploaded again for the same path later, or run"
                        + " 'nfs2s3 enqueue PATH'",
                database);
        addSuppressed(sqs);
    }
}
