package io.nfs2s3.storage;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MigrationException;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/** What nfs2s3 wants of the store. */
public final class StoreChecks {
    /** That the bucket can be reached. The checks of what is in it come {@link Check#after} this. */
    public static final CheckCode BUCKET = CheckCode.STORE_BUCKET;

    private static final CheckCode PUT = CheckCode.STORE_PUT;
    static final int NOT_FOUND = 404;
    static final int FORBIDDEN = 403;

    private StoreChecks() {}

    /**
     * What is asked before it is known whose bucket and prefix they are.
     *
     * @param store made when the first check is run
     */
    public static List<Check> reached(Supplier<ObjectStore> store, StorageSettings settings, Clock clock) {
        return List.of(
                Check.atStart(BUCKET, "bucket " + settings.bucket(), () -> new BucketLook(store.get(), clock).look())
                        .after(CheckCode.SETTINGS_CREDENTIALS),
                Check.atStart(
                        CheckCode.STORE_TLS,
                        "TLS of PUTs",
                        () -> Answer.good(store.get().tls())));
    }

    /**
     * What is asked of the bucket, and changes nothing in it.
     *
     * @param kinds whose objects no lifecycle rule may take away
     */
    public static List<Check> rules(Supplier<ObjectStore> store, MediaKinds kinds) {
        return List.of(
                Check.onDemand(
                                CheckCode.STORE_MISSING,
                                "an object that is not there",
                                () -> new MissingLook(store.get().probe()).look())
                        .after(BUCKET),
                Check.onDemand(
                                CheckCode.STORE_LIFECYCLE,
                                "lifecycle rules of the bucket",
                                () -> new BucketRules(store.get().probe()).lifecycle(kinds))
                        .after(BUCKET),
                Check.onDemand(
                                CheckCode.STORE_PUBLIC_ACCESS,
                                "public access to the bucket",
                                () -> new BucketRules(store.get().probe()).publicAccess())
                        .after(BUCKET),
                Check.onDemand(
                                CheckCode.STORE_OBJECT_LOCK,
                                "object lock of the bucket",
                                () -> new BucketRules(store.get().probe()).objectLock())
                        .after(BUCKET));
    }

    /**
     * What is tried in the bucket.
     *
     * @param after the code of the check that says whose bucket and prefix they are
     */
    public static List<Check> of(Supplier<ObjectStore> store, Clock clock, CheckCode after) {
        return List.of(
                Check.atStart(
                                PUT,
                                "S3 takes an object",
                                () -> new PutLook(store.get().probe(), clock).look())
                        .probing()
                        .after(after),
                Check.atStart(
                                CheckCode.STORE_KINDS,
                                "S3 takes objects as each kind has them",
                                () -> new KindsLook(store.get().probe()).look())
                        .probing()
                        .after(PUT),
                Check.atStart(
                                CheckCode.STORE_WRITE_ONCE,
                                "S3 writes a key once",
                                () -> new WriteOnceLook(store.get().probe()).look())
                        .probing()
                        .after(PUT),
                Check.onDemand(
                                CheckCode.STORE_READ,
                                "S3 gives an object back",
                                () -> new ReadLook(store.get().probe()).look())
                        .probing()
                        .after(PUT),
                Check.onDemand(
                                CheckCode.STORE_PARTS,
                                "S3 takes an object in parts",
                                () -> new PartsLook(store.get().probe()).look())
                        .probing()
                        .after(PUT));
    }

    /** Creates the bucket where the store says that there is none. */
    public static List<Check> creations(Supplier<ObjectStore> store, StorageSettings settings) {
        return List.of(Check.onDemand(BUCKET, "bucket " + settings.bucket(), () -> {
            try {
                FutureErrors.join(store.get().check());
                return Answer.good("is there");
            } catch (MigrationException e) {
                if (status(e) != NOT_FOUND) { // some stores take a second PUT of a bucket, and reset its ACL
                    return Answer.broken(ErrorText.of(e), "nothing was created: the bucket may be there");
                }
                FutureErrors.join(store.get().create());
                return Answer.good("was created; block public access and add a lifecycle rule for incomplete multipart"
                        + " uploads");
            }
        }));
    }

    /** What the store said, and which right is wanted where that is what is missing. */
    static Answer refused(MigrationException error, String otherwise, String... rights) {
        if (isPassing(error)) {
            return Answer.warning(
                    ErrorText.of(error), "nothing: copies wait, or are fewer at a time, until that is over");
        }
        if (status(error) == FORBIDDEN) {
            return Answer.broken(
                    ErrorText.of(error),
                    "grant " + String.join(" and ", rights) + ", and for a bucket encrypted with KMS also"
                            + " kms:GenerateDataKey and kms:Decrypt of its key");
        }
        return Answer.broken(ErrorText.of(error), otherwise);
    }

    /** Whether the store is in trouble: a daemon waits for its end, and it says nothing of the request. */
    static boolean isPassing(MigrationException error) {
        return switch (error.code()) {
            case STORE_SLOW, STORE_BUSY -> true;
            case STORE_DOWN -> status(error) > 0;
            default -> false;
        };
    }

    /** The status of the answer that it is about; 0 if there was none. */
    static int status(MigrationException error) {
        Throwable cause = error.getCause();
        return cause == null ? 0 : S3Errors.status(cause);
    }
}
