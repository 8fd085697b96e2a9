package io.nfs2s3.storage;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The bytes of an object. A read fails with a {@link MigrationException}, classed: that the store broke off is nothing of the disk
 * that they are written to. For one thread.
 */
final class ObjectBytes extends FilterInputStream {
    ObjectBytes(InputStream bytes) {
        super(bytes);
    }

    @Override
    public int read() {
        try {
            return super.read();
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        }
    }

    @Override
    public int read(byte[] into, int from, int length) {
        try {
            return super.read(into, from, length);
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        }
    }

    private static MigrationException broken(Exception error) {
        return error instanceof SdkException
                ? S3Errors.classify(error)
                : new MigrationException(
                        FailureCode.STORE_DOWN, "S3 broke off in the middle of it: " + ErrorText.ofRoot(error), error);
    }
}
