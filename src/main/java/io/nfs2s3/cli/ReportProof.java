package io.nfs2s3.cli;

import static io.nfs2s3.cli.ReportTable.Column.number;
import static io.nfs2s3.cli.ReportTable.Column.text;

import io.nfs2s3.cli.ReportFacts.Verified;
import io.nfs2s3.lifecycle.verify.Act;
import io.nfs2s3.lifecycle.verify.Cause;
import io.nfs2s3.lifecycle.verify.Verify.Source;
import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The part of a report about verifies: which there were, what they looked at, and what they found and mended. */
final class ReportProof {
    private static final Set<String> OF_ALL = Set.of(Source.ALL.name(), Source.SCHEDULED_ALL.name());
    private final ReportFacts facts;

    private ReportProof(ReportFacts facts) {
        this.facts = facts;
    }

    static ReportSection of(ReportFacts facts) {
        return new ReportProof(facts).section();
    }

    private ReportSection section() {
        List<String> lines = new ArrayList<>();
        lines.add(whole());
        if (!facts.verifies().isEmpty()) {
            lines.add(
                    "All verifies that went on in this time, with what each counted from its beginning to its end. What one"
                            + " found and did not mend, the next one finds again.");
        }
        return new ReportSection(
                "Proof by verifies",
                lines,
                List.of(
                        new ReportTable(
                                List.of(
                                        text("ended"),
                                        number("files"),
                                        number("differ"),
                                        number("mended"),
                                        text("run, and what it looked at")),
                                facts.verifies().stream().map(this::row).toList()),
                        new ReportTable(List.of(number("files"), text("difference")), differences()),
                        new ReportTable(List.of(number("files"), text("mended by")), mended())));
    }

    /** What counts most: the last one of all files. */
    private String whole() {
        return facts.verifies().stream()
                .filter(one -> one.run().state() == RunState.DONE
                        && OF_ALL.contains(one.run().source())
                        && endedInTime(one.run()))
                .findFirst()
                .map(this::whole)
                .orElse(
                        facts.more()
                                ? "Among the newest runs of this time is no verify of all files that came to its end. Older ones"
                                        + " are not told: take a shorter time."
                                : "No verify of all files came to its end in this time.");
    }

    /** Runs that went on in this time may have ended after it. */
    private boolean endedInTime(Run run) {
        Instant finished = run.finishedAt();
        return finished != null && finished.isBefore(facts.span().to());
    }

    private String whole(Verified one) {
        long left = one.run().counts().failed();
        return "The last verify of all files (run " + one.run().id() + ", ended " + ended(one.run()) + ") looked at "
                + count(one.run().counts().seen()) + " files: "
                + (one.differences() == 0
                        ? "all are as they should be."
                        : count(one.differences()) + " not as they should be, " + count(one.differences() - left)
                                + " of them mended, " + count(left) + " left.");
    }

    private List<String> row(Verified one) {
        Run run = one.run();
        return List.of(
                ended(run),
                count(run.counts().seen()),
                count(one.differences()),
                count(run.counts().done()),
                RunText.name(run, one.level()) + (one.repairs() ? ", mends" : ""));
    }

    private String ended(Run run) {
        Instant finished = run.finishedAt();
        return finished == null ? "not yet" : facts.span().minute(finished);
    }

    private List<List<String>> differences() {
        Map<String, String> words = Stream.of(Cause.values()).collect(Collectors.toMap(Cause::label, Cause::words));
        return rows(sum(Verified::causes), words);
    }

    private List<List<String>> mended() {
        Map<String, String> words = Stream.of(Act.values()).collect(Collectors.toMap(Act::label, Act::words));
        return rows(sum(Verified::acts), words);
    }

    private Map<String, Long> sum(Function<Verified, Map<String, Long>> counts) {
        Map<String, Long> sum = new TreeMap<>();
        facts.verifies()
                .forEach(one -> counts.apply(one).forEach((label, files) -> sum.merge(label, files, Long::sum)));
        return sum;
    }

    /** @param words by label; a newer build may have written others */
    private static List<List<String>> rows(Map<String, Long> sum, Map<String, String> words) {
        return sum.entrySet().stream()
                .map(entry -> {
                    String more = words.getOrDefault(entry.getKey(), "");
                    return List.of(
                            count(entry.getValue()),
                            Printable.line(entry.getKey()) + (more.isEmpty() ? "" : ": " + more));
                })
                .toList();
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
