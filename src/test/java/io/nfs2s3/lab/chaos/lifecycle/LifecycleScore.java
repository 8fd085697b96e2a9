package io.nfs2s3.lab.chaos.lifecycle;

import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.SuiteScore;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was found.
 *
 * @param operations uploads that were accepted, commands that came through, and files that pages read
 * @param remarks lines for people
 */
record LifecycleScore(long operations, Findings findings, List<String> remarks) implements SuiteScore<LifecycleScore> {
    LifecycleScore {
        remarks = List.copyOf(remarks);
    }

    @Override
    public LifecycleScore plus(LifecycleScore other) {
        return new LifecycleScore(
                operations + other.operations,
                findings.plus(other.findings),
                Stream.concat(remarks.stream(), other.remarks.stream()).toList());
    }

    @Override
    public String line(long seed) {
        return "chaos lifecycle: seed=" + seed + " operations=" + operations + " " + findings;
    }
}
