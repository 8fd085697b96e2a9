package io.nfs2s3.lab.chaos.site;

import java.util.List;
import java.util.stream.Stream;

/** What was not as promised. Each lost upload, wrong thing and orphan is described in a line of its own. */
public record Findings(List<String> lost, List<String> wrong, List<String> orphans) {
    public static final Findings NONE = new Findings(List.of(), List.of(), List.of());

    public Findings {
        lost = List.copyOf(lost);
        wrong = List.copyOf(wrong);
        orphans = List.copyOf(orphans);
    }

    public static Findings wrong(List<String> wrong) {
        return new Findings(List.of(), wrong, List.of());
    }

    public boolean isEmpty() {
        return lost.isEmpty() && wrong.isEmpty() && orphans.isEmpty();
    }

    public Findings plus(Findings other) {
        return new Findings(both(lost, other.lost), both(wrong, other.wrong), both(orphans, other.orphans));
    }

    private static List<String> both(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    /** The end of the last line of a suite. */
    @Override
    public String toString() {
        return "lost=" + lost.size() + " wrong=" + wrong.size() + " orphans=" + orphans.size();
    }
}
