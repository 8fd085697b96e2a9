package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.SuiteScore;
import java.time.Duration;
import java.util.List;

/**
 * What a phase found.
 *
 * @param uploads accepted
 * @param windows of faults, and kills of processes
 * @param late calls of the hook beyond its budget
 * @param slowest call of the hook
 * @param duplicates messages beyond one for each upload
 */
record Score(long uploads, long windows, long late, Duration slowest, long duplicates, Findings findings)
        implements SuiteScore<Score> {
    static final Score NOTHING = new Score(0, 0, 0, Duration.ZERO, 0, Findings.NONE);

    @Override
    public Score plus(Score other) {
        return new Score(
                uploads + other.uploads,
                windows + other.windows,
                late + other.late,
                slowest.compareTo(other.slowest) > 0 ? slowest : other.slowest,
                duplicates + other.duplicates,
                findings.plus(other.findings));
    }

    Score plusWrong(List<String> more) {
        return plus(new Score(0, 0, 0, Duration.ZERO, 0, Findings.wrong(more)));
    }

    List<String> lost() {
        return findings.lost();
    }

    List<String> wrong() {
        return findings.wrong();
    }

    List<String> orphans() {
        return findings.orphans();
    }

    @Override
    public List<String> remarks() {
        return List.of("slowest call of the hook: " + slowest.toMillis() + " ms");
    }

    @Override
    public String line(long seed) {
        return "chaos enqueue: seed=" + seed + " uploads=" + uploads + " windows=" + windows + " late=" + late
                + " duplicates=" + duplicates + " " + findings;
    }
}
