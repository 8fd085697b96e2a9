package io.nfs2s3.lifecycle;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.MigrationException;
import java.util.EnumSet;
import java.util.Set;

/** Which errors of mount and store a run waits for. */
public final class Outages {
    /** What somebody has to see to; to wait would hide it. */
    private static final Set<FailureCode> STOPS =
            EnumSet.of(FailureCode.SITE_SUSPENDED, FailureCode.STORE_REFUSES, FailureCode.STORE_REFUSES_PARTS);

    private Outages() {}

    /** Whether a later try may do better by itself. */
    public static boolean pass(RuntimeException error) {
        return error instanceof MigrationException classed
                && classed.code().nature() == Nature.OUTAGE
                && !STOPS.contains(classed.code());
    }
}
