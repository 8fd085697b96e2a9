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
record CopyRequest(SourceFile file, FileVersion upload, ObjectKey key, ContentTypes types) implements RereadableBody {
    @Override
    public long size() {
        return file.fingerprint().sizeBytes();
    }

    @Override
    public void read(ByteBuffer buffer) {
        int wanted = buffer.remaining();
        file.read(buffer);
        if (buffer.remaining() < wanted) {
            throw new MigrationException(FailureCode.SOURCE_CHANGED, "it became shorter while it was read");
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
