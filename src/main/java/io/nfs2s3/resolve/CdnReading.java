package io.nfs2s3.resolve;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.media.Checksum;
import java.util.Optional;

/** What a CDN host gave of an object that was read there to its end. */
public sealed interface CdnReading {
    String host();

    /** What is wrong with it, in one line; empty when it has the bytes that were copied. */
    Optional<String> problem(RecordedCopy copy);

    /**
     * A whole object.
     *
     * @param size in bytes
     */
    record Whole(String host, long size, Checksum checksum) implements CdnReading {
        @Override
        public Optional<String> problem(RecordedCopy copy) {
            if (!Long.valueOf(size).equals(copy.sizeBytes())) {
                return Optional.of("it gave " + size + " bytes, and " + copy.sizeBytes() + " were copied");
            }
            return checksum.equals(copy.checksum())
                    ? Optional.empty()
                    : Optional.of("it gave bytes with " + checksum + ", and " + copy.checksum() + " was copied");
        }
    }

    /** None, or a part of one. */
    record Failed(String host, String reason) implements CdnReading {
        @Override
        public Optional<String> problem(RecordedCopy copy) {
            return Optional.of(reason);
        }
    }
}
