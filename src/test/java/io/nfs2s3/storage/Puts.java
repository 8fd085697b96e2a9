package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.testing.Copies;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What the tests of the store put. */
final class Puts {
    private Puts() {}

    static NewObject object(String path, String contentType) {
        FileVersion upload = new FileVersion(MediaPath.of(path), 1);
        return new NewObject(ObjectKey.of("", upload.path(), 1), upload, Copies.MODIFIED, contentType);
    }

    static NewObject object(String path) {
        return object(path, "image/jpeg");
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static PutOutcome put(ObjectStore store, NewObject object, String text) {
        return join(store.put(object, bytes(text), Checksum.crc32c(bytes(text))));
    }

    static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof MigrationException classed ? classed : e;
        }
    }
}
