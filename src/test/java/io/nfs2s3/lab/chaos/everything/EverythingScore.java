package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.SuiteScore;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was found.
 *
 * @param operations uploads that were accepted, and answers of the origin that were read
 * @param foreign objects that are not the site's, and are gone or altered
 * @param leaked what got out or was not given back: bytes from outside the source root in S3 or from the origin,
 *     descriptors, connections above their bound
 */
record EverythingScore(long operations, Findings findings, List<String> foreign, List<String> leaked)
        implements SuiteScore<EverythingScore> {
    @Override
    public EverythingScore plus(EverythingScore other) {
        return new EverythingScore(
                operations + other.operations,
                findings.plus(other.findings),
                both(foreign, other.foreign),
                both(leaked, other.leaked));
    }

    private static List<String> both(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    @Override
    public boolean holds() {
        return findings.isEmpty() && foreign.isEmpty() && leaked.isEmpty();
    }

    @Override
    public List<String> remarks() {
        return Stream.concat(
                        foreign.stream().map(line -> "foreign: " + line),
                        leaked.stream().map(line -> "leaked: " + line))
                .toList();
    }

    @Override
    public String line(long seed) {
        return "chaos everything: seed=" + seed + " operations=" + operations + " " + findings + " foreign="
                + foreign.size() + " leaked=" + leaked.size();
    }
}
