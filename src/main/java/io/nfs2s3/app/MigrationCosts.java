package io.nfs2s3.app;

import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import io.nfs2s3.settings.Settings;

/** What it took to copy files of which only the sum is known. */
public final class MigrationCosts {
    /** A file that is sent in parts begins and completes them, and its last part may be a small one. */
    private static final long AROUND_PARTS = 3;

    private MigrationCosts() {}

    /**
     * The PUT requests: one for each file, and more for those that are sent in parts, of which there may be as many as the bytes
     * allow. What was tried again is not known.
     *
     * @param bytes of all of them
     */
    public static Forecast ofPuts(Settings settings, long files, long bytes) {
        return ofPuts(files, bytes, settings.s3().onePut(), settings.s3().partSize());
    }

    /** @param onePut the largest file that is sent by one request, in bytes */
    static Forecast ofPuts(long files, long bytes, long onePut, long partSize) {
        long inParts = Math.min(files, bytes / onePut);
        long parts = inParts == 0 ? 0 : bytes / partSize;
        long most = files - inParts + parts + inParts * AROUND_PARTS;
        return Forecast.of(files)
                .with(Request.PUT, new Span(files, Math.max(files, most)))
                .putting(Span.of(bytes));
    }
}
