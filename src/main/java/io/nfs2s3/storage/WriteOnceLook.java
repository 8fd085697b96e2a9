package io.nfs2s3.storage;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.media.MigrationException;

/**
 * Whether a second PUT to a key is refused. Two workers may copy one file at a time; without the condition the later one
 * would change bytes that a pointer names already, and that were proved to be others.
 */
final class WriteOnceLook {
    private final StoreProbe probe;

    WriteOnceLook(StoreProbe probe) {
        this.probe = probe;
    }

    Answer look() {
        NewObject object = probe.newObject();
        try {
            probe.put(object, "first");
            PutOutcome second = probe.put(object, "second, and longer");
            return second instanceof PutOutcome.Taken
                    ? Answer.good("a second PUT to it is refused (If-None-Match)")
                    : Answer.broken(
                            "the store does not heed If-None-Match: it let a PUT change an object that was there",
                            "use a store that heeds it, or a later version: docs/stores.md");
        } catch (MigrationException e) {
            return StoreChecks.refused(
                    e, "see docs/stores.md for what nfs2s3 asks of a store", "s3:PutObject", "s3:GetObject");
        } finally {
            probe.deleteQuietly(object);
        }
    }
}
