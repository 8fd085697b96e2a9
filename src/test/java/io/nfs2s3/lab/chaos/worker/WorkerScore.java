package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.SuiteScore;

/**
 * What a phase found.
 *
 * @param files that were uploaded, however often
 * @param windows of faults
 * @param kills of processes with SIGKILL
 * @param failed files that are listed as FAILED
 */
record WorkerScore(long files, long windows, long kills, long failed, Findings findings)
        implements SuiteScore<WorkerScore> {
    static final WorkerScore NOTHING = new WorkerScore(0, 0, 0, 0, Findings.NONE);

    @Override
    public WorkerScore plus(WorkerScore other) {
        return new WorkerScore(
                files + other.files,
                windows + other.windows,
                kills + other.kills,
                failed + other.failed,
                findings.plus(other.findings));
    }

    @Override
    public String line(long seed) {
        return "chaos worker: seed=" + seed + " files=" + files + " windows=" + windows + " kills=" + kills + " failed="
                + failed + " " + findings;
    }
}
