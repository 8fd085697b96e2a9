package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One PUT of an object that is never in memory as a whole: its body is read once for its sums, and again on its way. The
 * last bytes are held back until the second reading is known to be the same as the first, so that nothing else can come
 * into being. Two readings cost less than parts, which the store must put together; the second one is mostly of pages
 * that the first one left in memory.
 *
 * <p>For one thread, which may block.
 */
public final class StreamedPut {
    /** The memory that it takes, in bytes. */
    public static final int BUFFER = 128 * 1024;

    private final ObjectPutter putter;
    private final CopyVerifier verifier;
    private final RereadableBody body;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final NewObject object;
    private final Checksum checksum;
    private final @Nullable Md5 md5;

    /** Reads the body once. */
    StreamedPut(
            ObjectPutter putter,
            CopyVerifier verifier,
            StorageSettings settings,
            RereadableBody body,
            Function<ByteBuffer, NewObject> object) {
        this.putter = putter;
        this.verifier = verifier;
        this.body = body;
        BodySums sums = new BodySums(settings);
        NewObject made = null;
        for (long left = body.size(); left > 0; left -= buffer.limit()) {
            read(left);
            made = made == null ? object.apply(buffer.duplicate()) : made;
            sums.update(buffer);
        }
        if (made == null) {
            throw new IllegalArgumentException("an empty body needs no stream");
        }
        this.object = made;
        this.checksum = sums.crc32c();
        this.md5 = sums.md5();
    }

    private void read(long left) {
        buffer.clear().limit((int) Math.min(BUFFER, left));
        body.read(buffer);
    }

    /** CRC32C of the full object. */
    public Checksum checksum() {
        return checksum;
    }

    /**
     * Reads the body again and sends it.
     *
     * @return completes with empty when the store refuses it in this way and its key is free; then try another way
     * @throws MigrationException when the body could not be read again, or is another one now
     */
    public CompletableFuture<Optional<PutOutcome>> send() {
        return putter.put(object, new SecondReading(), checksum, md5)
                .thenApply(Optional::of)
                .exceptionallyCompose(error -> isRefused(error)
                        ? verifier.look(
                                new ExpectedObject(object, body.size(), checksum, md5 == null ? null : md5.etag()))
                        : CompletableFuture.failedFuture(error));
    }

    private static boolean isRefused(Throwable error) {
        return FutureErrors.cause(error) instanceof MigrationException classed
                && classed.code() == FailureCode.STORE_REFUSED;
    }

    private final class SecondReading implements PutBody {
        @Override
        public long size() {
            return body.size();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            body.rewind();
            CRC32C crc = new CRC32C();
            for (long left = body.size(); left > 0; left -= buffer.limit()) {
                read(left);
                crc.update(buffer.duplicate());
                if (left == buffer.limit()) {
                    checkSame(crc);
                }
                out.write(buffer.array(), 0, buffer.limit());
            }
        }

        private void checkSame(CRC32C crc) {
            body.checkUnchanged();
            if (!Checksum.of(crc).equals(checksum)) {
                throw new MigrationException(FailureCode.SOURCE_CHANGED, "it changed between its two readings");
            }
        }
    }
}
