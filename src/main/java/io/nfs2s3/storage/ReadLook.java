package io.nfs2s3.storage;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.media.MigrationException;
import java.nio.charset.StandardCharsets;

/** Reads and lists an object. */
final class ReadLook {
    private static final String TEXT = "nfs2s3 doctor";
    private final StoreProbe probe;

    ReadLook(StoreProbe probe) {
        this.probe = probe;
    }

    Answer look() {
        NewObject object = probe.newObject();
        try {
            probe.put(object, TEXT);
            if (!probe.get(object).asString(StandardCharsets.ISO_8859_1).equals(TEXT)) {
                return Answer.broken("the store gives other bytes back than it was given", "report it to its maker");
            }
            if (probe.list().contents().stream()
                    .noneMatch(found -> found.key().equals(object.key().value()))) {
                return Answer.broken(
                        "the list of the bucket does not have an object that is there",
                        "nfs2s3 wants a store whose lists are consistent: docs/stores.md");
            }
            return Answer.good("was read and listed");
        } catch (MigrationException e) {
            return StoreChecks.refused(
                    e, "see docs/stores.md for what nfs2s3 asks of a store", "s3:GetObject", "s3:ListBucket");
        } finally {
            probe.deleteQuietly(object);
        }
    }
}
