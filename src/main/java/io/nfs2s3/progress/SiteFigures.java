package io.nfs2s3.progress;

import java.util.List;

/**
 * What the metrics have of the site beside the report.
 *
 * @param kinds names of the settings
 * @param countersSound whether the counters can be those of this database
 * @param lastFlipAt when a pointer was last set to S3, in seconds since 1970; 0 when that was longer ago than is kept
 * @param uploads of all hooks that there were
 * @param runs by kind; those of which there was one
 */
public record SiteFigures(
        List<String> kinds, boolean countersSound, long lastFlipAt, UploadCounts uploads, List<RunFigures> runs) {
    /**
     * Uploads by what became of them, as far as hooks have told it. None of these ever becomes less, but in a database that was
     * restored.
     *
     * @param refused calls that ended with an exception, because nothing took the upload
     */
    public record UploadCounts(long sqs, long outbox, long spool, long held, long refused) {}

    /**
     * The runs of one kind.
     *
     * @param kind in small letters
     * @param names that the newest has been through
     */
    public record RunFigures(String kind, long running, long paused, long failed, long names) {}
}
