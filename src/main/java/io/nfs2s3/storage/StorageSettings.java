package io.nfs2s3.storage;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code s3} of the settings.
 *
 * @param endpoint another endpoint than AWS
 * @param prefix put before every object key: empty, or ending in {@code /}
 * @param pathStyle whether the bucket is addressed by path instead of by host name
 * @param partSize larger files are sent in parts of this many bytes, 5 to 512 MiB
 * @param proof how a copy is proved
 * @param abandonedParts age from which the parts of an upload that nobody completed are removed, 1 h to 30 d
 * @param callTimeout for one PUT or one part
 * @param supersededRetention how long an object that was visible outlives its pointer
 */
public record StorageSettings(
        Optional<URI> endpoint,
        String bucket,
        String prefix,
        boolean pathStyle,
        int partSize,
        Proof proof,
        Duration abandonedParts,
        Duration callTimeout,
        String cacheControl,
        Duration supersededRetention) {
    public StorageSettings {
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException("s3.bucket = \"" + bucket
                    + "\": a bucket name has 3 to 63 lower case letters, digits, \"-\" and \".\"");
        }
        if (!prefix.isEmpty() && (!prefix.endsWith("/") || prefix.startsWith("/"))) {
            throw new IllegalArgumentException(
                    "s3.prefix = \"" + prefix + "\" must be empty, or end in \"/\" and not begin with it");
        }
    }
}
