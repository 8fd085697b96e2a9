package io.nfs2s3.resolve;

import java.time.Instant;
import java.util.Optional;

/** What a CDN host says of an object, without its bytes. */
sealed interface CdnHeading {
    String host();

    /**
     * An answer, which may be that there is no such object.
     *
     * @param cacheControl empty where it says nothing
     * @param certificateEnds empty without TLS
     */
    record Told(String host, int status, String cacheControl, Optional<Instant> certificateEnds)
            implements CdnHeading {}

    /** No answer. */
    record Silent(String host, String reason) implements CdnHeading {}
}
