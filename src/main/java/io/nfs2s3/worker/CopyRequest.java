package io.nfs2s3.worker;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.source.Fingerprint;
import io.nfs2s3.source.SourceFile;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.storage.NewObject;
import io.nfs2s3.storage.PutOutcome;
import io.nfs2s3.storage.RereadableBody;
import java.nio.ByteBuffer;

/** One file, open on its reader thread, on its way to its key. Used by that thread. */
final class CopyRequest implements RereadableBody {
    private final SourceFile file;
    private final FileVersion upload;
    private final ObjectKey key;
    private final ContentTypes types;
    private final ReadPace pace;
    private final boolean live;
    private final Runnable whenRead;

    /** Bytes that were read the first time. */
    private long read;

    /** Whether its bytes were read before: these are mostly in memory, and on their way to S3, where they have a deadline. */
    private boolean again;

    /**
     * @param live whether it goes before the backfill
     * @param whenRead run once, when the last byte was read the first time; not for an empty file
     */
    CopyRequest(
            SourceFile file,
            FileVersion upload,
            ObjectKey key,
            ContentTypes types,
            ReadPace pace,
            boolean live,
            Runnable whenRead) {
        this.file = file;
        this.upload = upload;
        this.key = key;
        this.types = types;
        this.pace = pace;
        this.live = live;
        this.whenRead = whenRead;
    }

    @Override
    public long size() {
        return file.fingerprint().sizeBytes();
    }

    /** Each byte of the file is held to the pace once. */
    @Override
    public void read(ByteBuffer buffer) {
        int start = buffer.position();
        int end = buffer.limit();
        while (buffer.position() < end) {
            int wanted = end - buffer.position();
            int piece = again ? wanted : pace.await(wanted, live);
            buffer.limit(buffer.position() + piece);
            file.read(buffer);
            if (buffer.remaining() < piece) {
                throw new MigrationException(FailureCode.SOURCE_CHANGED, "it became shorter while it was read");
            }
            buffer.position(buffer.limit());
            buffer.limit(end);
        }
        buffer.position(start);
        read += again ? 0 : end - start;
        if (!again && start < end && read == size()) {
            whenRead.run();
        }
    }

    /** The next bytes, in memory of their own. */
    ByteBuffer read(int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        read(bytes);
        return bytes;
    }

    @Override
    public void rewind() {
        file.rewind();
        again = true;
    }

    @Override
    public void checkUnchanged() {
        file.checkUnchanged();
    }

    /** @param head the first bytes */
    NewObject object(ByteBuffer head) {
        return new NewObject(
                key,
                upload,
                file.fingerprint().modifiedMicros(),
                types.detect(upload.path().fileName(), head));
    }

    CopyOutcome outcome(PutOutcome outcome, Checksum checksum) {
        Fingerprint fingerprint = file.fingerprint();
        if (outcome instanceof PutOutcome.Taken taken) {
            return new CopyOutcome.KeyTaken(taken.by(), taken.fileChanged());
        }
        PutOutcome.Proved proved = (PutOutcome.Proved) outcome;
        return new CopyOutcome.Copied(new StoredCopy(
                upload,
                key,
                fingerprint.sizeBytes(),
                fingerprint.modifiedMicros(),
                checksum,
                proved.etag(),
                proved.versionId()));
    }
}
