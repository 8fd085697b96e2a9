package io.nfs2s3.worker;

import io.nfs2s3.catalog.SupersededObjects.Kept;
import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.storage.ObjectStore;
import java.util.List;
import java.util.function.Supplier;

/** Whether superseded objects can be removed, and are gone then. */
public final class RemovalChecks {
    private static final int NAMED = 5;

    private RemovalChecks() {}

    /**
     * @param reached the code of the check that the database can be reached
     * @param bucket the code of the check that the bucket can be
     */
    public static List<Check> of(
            Supplier<ObjectCleaner> cleaner, Supplier<ObjectStore> store, CheckCode reached, CheckCode bucket) {
        return List.of(
                Check.onDemand(CheckCode.STORE_KEPT, "superseded objects", () -> kept(cleaner.get()))
                        .after(reached),
                Check.onDemand(CheckCode.STORE_VERSIONS, "versions in the bucket", () -> versions(store.get()))
                        .after(bucket));
    }

    private static Answer kept(ObjectCleaner cleaner) {
        long count = cleaner.kept();
        if (count == 0) {
            return Answer.good("none that could not be removed");
        }
        List<String> named =
                cleaner.kept(NAMED).stream().map(RemovalChecks::text).toList();
        return Answer.warning(
                count + " could not be removed so far, such as " + String.join(", ", named),
                "see \"Objects that stay\" in docs/troubleshooting.md");
    }

    private static String text(Kept kept) {
        return kept.key() + " (" + kept.reason() + ")";
    }

    private static Answer versions(ObjectStore store) {
        boolean kept;
        try {
            kept = FutureErrors.join(store.keepsVersions());
        } catch (MigrationException e) {
            return Answer.warning("it cannot be told: " + ErrorText.of(e), "let this user do s3:GetBucketVersioning");
        }
        return kept
                ? Answer.warning(
                        "the bucket keeps what others remove or overwrite as noncurrent versions, which cost until they expire",
                        "have a lifecycle rule with NoncurrentVersionExpiration (docs/backup.md); the sweep needs"
                                + " s3:DeleteObjectVersion and s3:GetObjectVersion")
                : Answer.good("are not kept");
    }
}
