package io.nfs2s3.resolve;

import java.time.Instant;
import java.util.Optional;

/**
 * What a custom policy allows.
 *
 * @param resource the URLs, with {@code *} for any text and {@code ?} for any character: {@code
 *     https://cdn*.example.com/images/*}
 * @param expires the end, to the second
 * @param activeFrom the begin; empty for now
 * @param ipRange the addresses that may come, as {@code 192.0.2.0/24}; empty for all
 */
public record SigningPolicy(String resource, Instant expires, Optional<Instant> activeFrom, Optional<String> ipRange) {
    /** For everyone, from now on. */
    public static SigningPolicy until(Instant expires, String resource) {
        return new SigningPolicy(resource, expires, Optional.empty(), Optional.empty());
    }
}
