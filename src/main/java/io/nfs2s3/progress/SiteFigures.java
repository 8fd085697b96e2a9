package io.nfs2s3.progress;

import java.util.List;

/**
 * What the metrics have of the site beside the report.
 *
 * @param kinds names of the settings
 * @param countersSound whether the counters can be those of this database
 * @param lastFlipAt when a pointer was last set to S3, in seconds since 1970; 0 when that was longer ago than is kept
 * @param runs by kind; those of which there was one
 */
public record SiteFigures(
        List<String> kinds,
        boolean countersSound,
        long lastFlipAt,
        List<RunFigures> runs) {
    /**
     * The runs of one kind.
     *
     * @param kind in small letters
     * @param names that the newest has been through
     */
    public record RunFigures(String kind, long running, long paused, long failed, long names) {}
}
