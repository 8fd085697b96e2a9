package io.nfs2s3.progress;

import io.nfs2s3.media.MediaState;
import java.util.List;
import java.util.Map;

/**
 * What the metrics have of the site beside the report, by kind, reason and run.
 *
 * @param kinds names of the settings
 * @param counts files and bytes by kind and state, also of kinds that are in the settings no more; those that there are
 * @param failures FAILED files by their code
 * @param countersSound whether the counters can be those of this database
 * @param lastFlipAt when a pointer was last set to S3, in seconds since 1970; 0 when that was longer ago than is kept
 * @param runs by kind; those of which there was one
 */
public record SiteFigures(
        List<String> kinds,
        List<Counted> counts,
        Map<String, Long> failures,
        boolean countersSound,
        long lastFlipAt,
        List<RunFigures> runs) {
    /** The files of one kind and state. */
    public record Counted(String kind, MediaState state, long files, long bytes) {}

    /**
     * The runs of one kind.
     *
     * @param kind in small letters
     * @param names that the newest has been through
     */
    public record RunFigures(String kind, long running, long paused, long failed, long names) {}
}
