package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.uploads.Uploader;
import java.time.Duration;

/**
 * How much the suite does.
 *
 * @param storm how long faults go on
 * @param oldFiles of each site that lie on NFS when it begins
 * @param killEvery the time between two kills
 * @param uploadPause between two uploads of a thread. What is superseded stays in the bucket for longer than the oldest
 *     backup, and the embedded store walks through all of a bucket for each page of a listing: a long storm uploads less
 *     often, or a page takes longer than s3.callTimeout
 */
record EverythingScale(Duration storm, int oldFiles, Duration killEvery, Duration uploadPause) {
    static final EverythingScale SHORT =
            new EverythingScale(Duration.ofSeconds(15), 60, Duration.ofSeconds(5), Uploader.PAUSE);

    /** In which a site uploads as fast as two cores can follow. */
    private static final Duration BRISK = Duration.ofMinutes(20);

    static EverythingScale of(Duration storm) {
        long times = 1 + storm.dividedBy(BRISK);
        return new EverythingScale(storm, 400, Duration.ofSeconds(20), Uploader.PAUSE.multipliedBy(times));
    }
}
