package io.nfs2s3.storage;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.media.MigrationException;

/** Asks for an object that was never put: a daemon must be able to tell what is missing from what is refused. */
final class MissingLook {
    private final StoreProbe probe;

    MissingLook(StoreProbe probe) {
        this.probe = probe;
    }

    Answer look() {
        try {
            probe.head(probe.newObject());
            return Answer.broken(
                    "the store says of an object that was never put that it is there", "report it to its maker");
        } catch (MigrationException e) {
            if (StoreChecks.status(e) == StoreChecks.NOT_FOUND) {
                return Answer.good("is told by 404");
            }
            return StoreChecks.refused(
                    e,
                    "what is not there must be told by 404",
                    "s3:ListBucket (without it S3 answers 403 for what is missing)");
        }
    }
}
