package io.nfs2s3.storage;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Puts an object as the job does, has it proved, and deletes it. Where the store refuses, finds out what it refuses. */
final class PutLook {
    private static final String TEXT = "nfs2s3 doctor";
    private static final List<VerificationMode> EASIEST_FIRST =
            List.of(VerificationMode.ETAG, VerificationMode.CHECKSUM, VerificationMode.READBACK);

    /** Longer than any check takes. */
    private static final Duration OLD = Duration.ofHours(1);

    private final StoreProbe probe;
    private final Clock clock;

    PutLook(StoreProbe probe, Clock clock) {
        this.probe = probe;
        this.clock = clock;
    }

    Answer look() {
        NewObject object = probe.newObject();
        try {
            PutOutcome outcome = probe.put(object, TEXT);
            return outcome instanceof PutOutcome.Proved ? deleted(object) : cleaned(object, notProved(object));
        } catch (MigrationException e) {
            return cleaned(object, e.code() == FailureCode.NOT_PROVED ? notProved(object) : refused(e));
        }
    }

    private Answer deleted(NewObject object) {
        try {
            probe.delete(object);
            probe.deleteLeftBefore(clock.instant().minus(OLD));
        } catch (MigrationException e) {
            return Answer.warning(
                    "was put and proved by s3.proof = " + way() + "; " + object.key()
                            + " cannot be removed as the sweep removes superseded objects: " + ErrorText.of(e),
                    "grant s3:DeleteObject; in a bucket with versions s3:GetObjectVersion and s3:DeleteObjectVersion");
        }
        return Answer.good("was put, proved by s3.proof = " + way() + ", and deleted");
    }

    /** The first fault is the one to tell. */
    private Answer cleaned(NewObject object, Answer answer) {
        probe.deleteQuietly(object);
        return answer;
    }

    /** The store said 200, and the proof failed. */
    private Answer notProved(NewObject object) {
        try {
            String stored = probe.get(object).asString(StandardCharsets.ISO_8859_1);
            if (!stored.equals(TEXT)) {
                return Answer.broken(
                        "the store answers 200 to a PUT, and gives other bytes back",
                        "find out what answers in its place: check s3.endpoint, HTTPS_PROXY and NO_PROXY");
            }
            String etag = String.valueOf(probe.head(object).eTag()).replace("\"", "");
            VerificationMode other = probe.settings().verification() == VerificationMode.CHECKSUM
                            && etag.equalsIgnoreCase(
                                    Md5.of(StoreProbe.bytes(TEXT)).etag())
                    ? VerificationMode.ETAG
                    : VerificationMode.READBACK;
            return Answer.broken(
                    "the store keeps the object, and does not prove it by s3.proof = " + way() + ": "
                            + (probe.settings().verification() == VerificationMode.CHECKSUM
                                    ? "it tells no CRC32C"
                                    : "its ETag is not the MD5, as with KMS encryption"),
                    "set s3.proof = " + name(other)
                            + (other == VerificationMode.READBACK ? ", or checksum if the store knows CRC32C" : ""));
        } catch (MigrationException e) {
            return StoreChecks.refused(
                    e, "the store answers 200 to a PUT, and does not give the object back", "s3:GetObject");
        }
    }

    /** Leaves out one header after the other. */
    private Answer refused(MigrationException error) {
        VerificationMode way = probe.settings().verification();
        if (StoreChecks.status(error) == 0) {
            return Answer.broken(ErrorText.of(error), "check s3.endpoint and the network");
        }
        if (!StoreChecks.isPassing(error) && isOfTheRequest(StoreChecks.status(error))) {
            if (isTaken(false, way)) {
                return Answer.broken(
                        "the store refuses the header If-None-Match: " + ErrorText.of(error),
                        "use a store that knows it, or a later version: docs/stores.md");
            }
            for (VerificationMode other : EASIEST_FIRST) {
                if (other != way && isTaken(true, other)) {
                    return Answer.broken(
                            "the store refuses a PUT with " + sent(way) + ": " + ErrorText.of(error),
                            "set s3.proof = " + name(other));
                }
            }
        }
        return StoreChecks.refused(
                error, "see docs/stores.md for what nfs2s3 asks of a store", "s3:PutObject", "s3:GetObject");
    }

    /** Whether another request may be taken; a right that is missing, or a store in trouble, would refuse that too. */
    private static boolean isOfTheRequest(int status) {
        return status == 501 || (status / 100 == 4 && status != 403);
    }

    private boolean isTaken(boolean conditional, VerificationMode way) {
        NewObject object = probe.newObject();
        boolean taken = probe.isTakenWith(object, TEXT, conditional, way);
        if (taken) {
            probe.deleteQuietly(object);
        }
        return taken;
    }

    private static String sent(VerificationMode way) {
        return switch (way) {
            case CHECKSUM -> "x-amz-checksum-crc32c";
            case ETAG, READBACK -> "Content-MD5";
        };
    }

    private String way() {
        return name(probe.settings().verification());
    }

    private static String name(VerificationMode way) {
        return way.name().toLowerCase(Locale.ROOT);
    }
}
