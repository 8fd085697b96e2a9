package io.nfs2s3.lab.chaos.backfill;

import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.SuiteScore;

/**
 * What was found.
 *
 * @param files that were on NFS
 * @param kills of scans with SIGKILL
 * @param faults of SQS and the database
 */
record BackfillScore(long files, long kills, long faults, Findings findings) implements SuiteScore<BackfillScore> {
    @Override
    public BackfillScore plus(BackfillScore other) {
        return new BackfillScore(
                files + other.files, kills + other.kills, faults + other.faults, findings.plus(other.findings));
    }

    @Override
    public String line(long seed) {
        return "chaos backfill: seed=" + seed + " files=" + files + " kills=" + kills + " faults=" + faults + " "
                + findings;
    }
}
