package io.nfs2s3.storage;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.MigrationException;
import java.nio.ByteBuffer;

/** Puts an object of one part, once more over it, gives one up, and lists those that nobody completed. */
final class PartsLook {
    private final StoreProbe probe;

    PartsLook(StoreProbe probe) {
        this.probe = probe;
    }

    Answer look() {
        NewObject object = probe.newObject();
        try {
            probe.abortParts(object);
            probe.listParts();
            PutOutcome first = put(object, "first");
            if (!(first instanceof PutOutcome.Proved)) {
                return Answer.broken(
                        "an object in parts is not proved by s3.proof", "set s3.proof = readback, or another way");
            }
            return put(object, "second, and longer") instanceof PutOutcome.Taken
                    ? Answer.good("was put in parts, proved and deleted; a second one to its key is refused")
                    : Answer.warning(
                            "the store does not heed If-None-Match where parts are put together",
                            "set s3.multipartThreshold = 5 GiB, so that only larger files go in parts");
        } catch (MigrationException e) {
            return StoreChecks.refused(
                    e,
                    "see docs/stores.md; with s3.multipartThreshold = 5 GiB only larger files go in parts",
                    "s3:PutObject",
                    "s3:AbortMultipartUpload",
                    "s3:ListBucketMultipartUploads");
        } finally {
            probe.deleteQuietly(object);
        }
    }

    private PutOutcome put(NewObject object, String text) {
        ByteBuffer bytes = StoreProbe.bytes(text);
        MultipartUpload upload = probe.begin(object, bytes.remaining());
        boolean done = false;
        try {
            Checksum checksum = Checksum.crc32c(bytes);
            upload.send(bytes).handle((sent, error) -> true).join();
            PutOutcome outcome = upload.complete(checksum);
            done = true;
            return outcome;
        } finally {
            if (!done) {
                upload.abort();
            }
        }
    }
}
