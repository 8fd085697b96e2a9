package io.nfs2s3.storage;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import java.util.List;
import java.util.function.Supplier;

/** What nfs2s3 wants of the store. */
public final class StoreChecks {
    private static final String BUCKET = "store.bucket";

    private StoreChecks() {}

    /** @param store made when the first check is run */
    public static List<Check> of(Supplier<ObjectStore> store, StorageSettings settings) {
        return List.of(
                Check.atStart(BUCKET, "bucket " + settings.bucket(), () -> {
                    FutureErrors.join(store.get().check());
                    return Answer.good("can be reached");
                }),
                Check.atStart(
                        "store.tls",
                        "TLS of PUTs",
                        () -> Answer.good(store.get().tls())));
    }

    /** Creates the bucket where it is missing. */
    public static List<Check> creations(Supplier<ObjectStore> store, StorageSettings settings) {
        return List.of(Check.onDemand(BUCKET, "bucket " + settings.bucket(), () -> {
            try {
                FutureErrors.join(store.get().check());
                return Answer.good("is there");
            } catch (MigrationException e) {
                FutureErrors.join(store.get().create());
                return Answer.good("was created; block public access and add a lifecycle rule for incomplete multipart"
                        + " uploads");
            }
        }));
    }
}
