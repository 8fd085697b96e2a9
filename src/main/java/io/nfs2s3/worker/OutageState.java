package io.nfs2s3.worker;

import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a dependency is known to be down; the first reason counts. Thread-safe. */
final class OutageState {
    private static final Logger log = LoggerFactory.getLogger(OutageState.class);
    private volatile @Nullable Failure failure;

    boolean isKnown() {
        return failure != null;
    }

    /** One line; empty when all is well. */
    String reason() {
        Failure known = failure;
        return known == null ? "" : known.toString();
    }

    void report(FailureCode code, String message) {
        if (failure == null) {
            failure = new Failure(code, message);
            log.warn("polling pauses reason=\"{}\"", reason());
        }
    }

    /**
     * At the start of a run.
     *
     * @param found what a check found to be down now, if anything
     */
    void reset(@Nullable Failure found) {
        failure = found;
    }
}
