package io.nfs2s3.storage;

import io.nfs2s3.media.Problems;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The section {@code s3} of the settings.
 *
 * @param endpoint another endpoint than AWS
 * @param prefix put before every object key: empty, or ending in {@code /}
 * @param pathStyle whether the bucket is addressed by path instead of by host name
 * @param partSize larger files are not held in memory as a whole; in bytes, 5 to 512 MiB
 * @param multipartThreshold larger files are sent in parts of {@code partSize}; in bytes, 5 MiB to 5 GiB
 * @param verification how a copy is proved
 * @param abandonedParts age from which the parts of an upload that nobody completed are removed, 1 h to 30 d
 * @param callTimeout for one PUT of up to {@code partSize}, or one part; larger PUTs have a multiple of it
 * @param cacheControl the header of each object, whose kind has none of its own; empty for none
 * @param supersededRetention how long an object that was visible outlives its pointer
 * @param kinds how the objects of single kinds are stored
 */
public record StorageSettings(
        Optional<URI> endpoint,
        String bucket,
        String prefix,
        boolean pathStyle,
        int partSize,
        long multipartThreshold,
        VerificationMode verification,
        Duration abandonedParts,
        Duration callTimeout,
        String cacheControl,
        Duration supersededRetention,
        KindOptions kinds) {
    public StorageSettings {
        String named = "s3.bucket = \"" + bucket + "\"";
        String put = "s3.prefix = \"" + prefix + "\"";
        Problems wrong = new Problems()
                .addIf(
                        !bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]") || bucket.contains(".."),
                        named + ": a bucket name has 3 to 63 lower case letters, digits, \"-\" and \".\"")
                .addIf(
                        !prefix.isEmpty() && (!prefix.endsWith("/") || prefix.startsWith("/")),
                        put + " must be empty, or end in \"/\" and not begin with it")
                .addIf(
                        (("/" + prefix).contains("//") && !prefix.startsWith("/"))
                                || ("/" + prefix).contains("/./")
                                || ("/" + prefix).contains("/../"),
                        put + " has an empty, \".\" or \"..\" segment: leave it out")
                .addIf(
                        !ObjectOptions.isHeader(cacheControl),
                        "s3.cacheControl = \"" + cacheControl + "\"" + ObjectOptions.notAHeader());
        if (verification == VerificationMode.ETAG) {
            kinds.withoutEtags().forEach(problem -> wrong.addIf(true, problem));
        }
        if (endpoint.isEmpty()) {
            kinds.unknownClasses().forEach(problem -> wrong.addIf(true, problem));
        }
        wrong.throwIfAny();
    }

    /** What may be a mistake and is none with every store, one line each; see {@code doctor} for what the store says. */
    public List<String> warnings() {
        return kinds.unknownClasses();
    }

    /** The largest file that is sent by one PUT, in bytes. */
    public long onePut() {
        return Math.max(partSize, multipartThreshold);
    }

    /** How long one attempt may take for the bytes of an object: as long as one part may, for each part that it could have been. */
    public Duration limit(long bytes) {
        return callTimeout.multipliedBy(1 + bytes / (partSize + 1L));
    }

    /** How many bytes of files in flight there is room for at least: four parts. */
    public long leastInFlight() {
        return 4L * partSize;
    }
}
