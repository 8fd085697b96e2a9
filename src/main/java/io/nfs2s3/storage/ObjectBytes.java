package io.nfs2s3.storage;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of an object as they come. The SDK's stream throws whatever its connection failed by, unchecked; here it is classed:
 * the body broke off, and the object may be had by another try. For one thread.
 */
final class ObjectBytes extends FilterInputStream {
    ObjectBytes(InputStream body) {
        super(body);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (RuntimeException e) {
            throw brokenOff(e);
        }
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        try {
            return super.read(buffer, from, length);
        } catch (RuntimeException e) {
            throw brokenOff(e);
        }
    }

    private static MigrationException brokenOff(RuntimeException error) {
        return new MigrationException(
                FailureCode.STORE_BUSY, "the object broke off while it was read: " + ErrorText.ofRoot(error), error);
    }
}
