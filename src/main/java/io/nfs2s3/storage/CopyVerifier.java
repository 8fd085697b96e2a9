package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Compares what is in the store with what was read, in the way of {@link VerificationMode}. Thread-safe. */
final class CopyVerifier {
    private final S3AsyncClient s3;
    private final StorageSettings settings;

    CopyVerifier(S3AsyncClient s3, StorageSettings settings) {
        this.s3 = s3;
        this.settings = settings;
    }

    /** Proves by the answer to a PUT where that is enough, else by asking the store. */
    CompletableFuture<PutOutcome> prove(
            ExpectedObject expected, @Nullable String checksum, @Nullable String etag, @Nullable String versionId) {
        boolean proved = switch (settings.verification()) {
            case CHECKSUM -> expected.checksum().value().equals(checksum);
            case ETAG -> isEtag(expected, etag);
            case READBACK -> false;
        };
        return proved ? CompletableFuture.completedFuture(new PutOutcome.Proved(etag, versionId)) : prove(expected);
    }

    /** A key that is taken may be taken by this very call, whose answer was lost (aws-sdk-java-v2 issue 6580). */
    CompletableFuture<PutOutcome> afterError(ExpectedObject expected, Throwable error) {
        return S3Errors.isTaken(error)
                ? compare(expected).thenApply(Comparison::ofOther)
                : CompletableFuture.failedFuture(S3Errors.classify(error));
    }

    /**
     * Proves by asking the store, which said that it took the object.
     *
     * @return fails with {@code NOT_PROVED} when it has other bytes: nobody else can have put them
     */
    CompletableFuture<PutOutcome> prove(ExpectedObject expected) {
        return compare(expected).thenApply(Comparison::ofOwn);
    }

    private CompletableFuture<Comparison> compare(ExpectedObject expected) {
        return find(expected)
                .thenApply(found -> found.orElseThrow(() -> new MigrationException(
                        FailureCode.STORE_BUSY, "the store answered for " + expected.key() + " and does not have it")));
    }

    /** Proves by asking the store, which refused the object. Empty when the key is free. */
    CompletableFuture<Optional<PutOutcome>> look(ExpectedObject expected) {
        return find(expected).thenApply(found -> found.map(Comparison::ofOther));
    }

    private CompletableFuture<Optional<Comparison>> find(ExpectedObject expected) {
        return head(expected.key())
                .thenCompose(found -> found.isPresent()
                        ? compare(expected, found.get()).thenApply(Optional::of)
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    private CompletableFuture<Comparison> compare(ExpectedObject expected, HeadObjectResponse answer) {
        if (answer.contentLength() == null || answer.contentLength() != expected.size()) {
            return done(new Comparison(
                    expected, answer, expected.size() + " bytes", answer.contentLength() + " bytes", false));
        }
        String crc = expected.checksum().value();
        return switch (settings.verification()) {
            case CHECKSUM -> {
                String stored = checksumOf(answer, expected);
                String type = answer.checksumTypeAsString() == null ? "" : " " + answer.checksumTypeAsString();
                yield done(new Comparison(
                        expected, answer, "CRC32C " + crc, "CRC32C " + stored + type, stored.equals(crc)));
            }
            case ETAG ->
                done(new Comparison(
                        expected,
                        answer,
                        "ETag " + expected.etag(),
                        "ETag " + answer.eTag(),
                        isEtag(expected, answer.eTag())));
            case READBACK ->
                ObjectHeaders.isArchived(answer)
                        ? done(new Comparison(expected, answer, "CRC32C " + crc, "bytes in an archive", false))
                        : readBack(expected.key(), null)
                                .thenApply(stored -> new Comparison(
                                        expected,
                                        answer,
                                        "CRC32C " + crc,
                                        "CRC32C " + stored.value(),
                                        stored.equals(expected.checksum())));
        };
    }

    private static CompletableFuture<Comparison> done(Comparison comparison) {
        return CompletableFuture.completedFuture(comparison);
    }

    private static String checksumOf(HeadObjectResponse answer, ExpectedObject expected) {
        String stored = answer.checksumCRC32C();
        if (stored == null && ObjectHeaders.isForeign(ObjectHeaders.metadataOf(answer), expected.object())) {
            throw new MigrationException(
                    FailureCode.ALREADY_THERE,
                    "an object that this site did not put is under the key " + expected.key()
                            + ", as large as the file and without a CRC32C checksum to compare; 'nfs2s3 adopt' proves"
                            + " it, and a retry copies the file under another key");
        }
        if (stored == null) {
            throw new MigrationException(
                    FailureCode.NOT_PROVED,
                    "the store gives no CRC32C checksum for " + expected.key()
                            + ", so the copy cannot be proved; see s3.proof for other ways");
        }
        return stored;
    }

    private static boolean isEtag(ExpectedObject expected, @Nullable String etag) {
        return etag != null
                && expected.etag() != null
                && etag.replace("\"", "").toLowerCase(Locale.ROOT).equals(expected.etag());
    }

    private CompletableFuture<Optional<HeadObjectResponse>> head(ObjectKey key) {
        HeadObjectRequest.Builder request =
                HeadObjectRequest.builder().bucket(settings.bucket()).key(key.value());
        if (settings.verification() == VerificationMode.CHECKSUM) {
            request.checksumMode(ChecksumMode.ENABLED);
        }
        HeadObjectRequest head = request.build();
        return s3.headObject(head)
                .thenApply(Optional::of)
                .exceptionallyCompose(error -> HeadErrors.nothingOr(error, s3, head));
    }

    /**
     * The checksum of what the store gives, as it streams by.
     *
     * @param ifMatch the ETag that it must have; null for any
     */
    CompletableFuture<Checksum> readBack(ObjectKey key, @Nullable String ifMatch) {
        return s3.getObject(
                        request -> request.bucket(settings.bucket())
                                .key(key.value())
                                .ifMatch(ifMatch),
                        AsyncResponseTransformer.toPublisher())
                .thenCompose(content -> {
                    CRC32C crc = new CRC32C();
                    return content.subscribe(crc::update).thenApply(done -> Checksum.of(crc));
                })
                .exceptionally(error -> {
                    throw S3Errors.classify(error);
                });
    }
}
