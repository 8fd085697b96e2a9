package io.nfs2s3.http;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

import io.nfs2s3.http.Figures.Look;
import io.nfs2s3.http.HostFigures.WorkerFigures;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.Eta;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.progress.ProgressReport.Counted;
import io.nfs2s3.progress.ProgressReport.FailedCounts;
import io.nfs2s3.progress.ProgressReport.HookCounts;
import io.nfs2s3.progress.ProgressReport.Media;
import io.nfs2s3.progress.ProgressReport.OutboxCounts;
import io.nfs2s3.progress.ProgressReport.QueueCounts;
import io.nfs2s3.progress.ProgressReport.Rate;
import io.nfs2s3.progress.ProgressReport.VerifyCounts;
import io.nfs2s3.progress.SiteFigures;
import io.nfs2s3.progress.SiteFigures.RunFigures;
import io.nfs2s3.progress.SiteFigures.UploadCounts;
import io.nfs2s3.web.MetricsFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a daemon with all its parts shows, with figures of our own. */
final class Exposition {
    /** Of a dashboard without a token. */
    static final ControlDesk NOBODY_ACTS = new ControlDesk() {
        @Override
        public Answer act(String act, String body, Caller caller) {
            throw new AssertionError("somebody acts");
        }

        @Override
        public Answer state() {
            throw new AssertionError("somebody looks");
        }
    };

    /** Of a dashboard at which nobody looks at plots. */
    static final PlotSource NOTHING_WAS = span -> "{}";

    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final List<String> JOBS = List.of(
            "drain",
            "worker",
            "sweep",
            "spool",
            "verify-sample",
            "verify-whole",
            "site",
            "ledger",
            "counters",
            "history");

    private final String text;

    Exposition(String text) {
        this.text = text;
    }

    /** That of a site with so many kinds, of which each has files. */
    static Exposition of(int kinds) {
        return new Exposition(page(kinds).text(look(kinds, Eta.ofLeast(60)), MetricsFormat.PROMETHEUS));
    }

    static MetricsPage page(int kinds) {
        MetricsPage page = new MetricsPage(new Telemetry(
                "0.0.1",
                () -> Optional.of(figures(kinds(kinds))),
                () -> host(new WorkerFigures(100, 1_000_000, 3, 2, 1, 0, 0, 64, 12, true, false, true))));
        page.readSite();
        return page;
    }

    private static List<String> kinds(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "kind" + (char) ('a' + i))
                .toList();
    }

    private static SiteFigures figures(List<String> kinds) {
        return new SiteFigures(
                kinds,
                true,
                1_700_000_000,
                new UploadCounts(1_042, 5, 0, 0, 3),
                List.of(new RunFigures("verify", 1, 0, 2, 5_000)));
    }

    /** @param worker null where there is none */
    static HostFigures host(@Nullable WorkerFigures worker) {
        Map<String, Boolean> suspended = new TreeMap<>();
        Map<String, Long> succeeded = new TreeMap<>();
        JOBS.forEach(job -> {
            suspended.put(job, false);
            succeeded.put(job, 1_700_000_000L);
        });
        suspended.put("ledger", true);
        return new HostFigures(suspended, succeeded, worker, 0, 512);
    }

    static Look<ProgressReport> look() {
        return look(1, Eta.ofLeast(60));
    }

    /** That of a site with so many kinds, of which each has files, and with some of a kind that it has no more. */
    static Look<ProgressReport> look(int kinds, Eta eta) {
        List<Counted> counts = new ArrayList<>();
        kinds(kinds).forEach(kind -> counts.add(new Counted(kind, MediaState.QUEUED, 10, 1_000)));
        counts.add(new Counted("gone", MediaState.FAILED, 7, 70));
        ProgressReport report = new ProgressReport(
                new Media(10, Map.of(MediaState.QUEUED, 10L), 0),
                new OutboxCounts(3, 42, 1, null, 0),
                512,
                List.of(hook("web1/1/1", "OPEN", 40), hook("web2/1/1", "CLOSED", 2)),
                Map.of("uploads", new QueueCounts(1, 2, 3), "backfill", new QueueCounts(4, 5, 6)),
                null,
                new Rate(2.5, 2_500),
                List.of(),
                List.of(new VerifyCounts(
                        "sample", 1, "2026-11-01T00:00:00Z", Map.of("match", 9L, "missing-on-dst", 1L))),
                true,
                eta,
                counts,
                List.of(),
                List.of(
                        new FailedCounts("SOURCE_MISSING", 4),
                        new FailedCounts("TOO_LARGE", 2),
                        new FailedCounts("OF_ANOTHER_BUILD", 1)),
                List.of(),
                List.of());
        return new Look<>(report, 7, Optional.empty());
    }

    private static HookCounts hook(String name, String breaker, long toSqs) {
        return new HookCounts(name, 1, breaker, "CLOSED", toSqs, 5, 0, 0, 0, 9);
    }

    String text() {
        return text;
    }

    /** The lines of all series. */
    List<String> samples() {
        return text.lines().filter(line -> !line.startsWith("#")).toList();
    }

    /** The value of a series, by its name and labels as they are written. */
    double value(String series) {
        return samples().stream()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series + " in\n" + text));
    }

    /** The names of all samples. */
    Set<String> names() {
        return matched().map(sample -> sample.group(1)).collect(toCollection(TreeSet::new));
    }

    /** By the name of the metric and of the label: its values. */
    Map<String, Set<String>> labels() {
        return matched()
                .flatMap(sample -> LABEL.matcher(sample.group(2) == null ? "" : sample.group(2))
                        .results()
                        .map(label -> Map.entry(sample.group(1) + " " + label.group(1), label.group(2))))
                .collect(groupingBy(
                        Map.Entry::getKey, TreeMap::new, mapping(Map.Entry::getValue, toCollection(TreeSet::new))));
    }

    private Stream<Matcher> matched() {
        return samples().stream().map(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (!sample.matches()) {
                throw new AssertionError("not a sample: " + line);
            }
            return sample;
        });
    }

    /** The type of each metric, by its name. */
    Map<String, String> types() {
        return text.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1))
                .collect(Collectors.toMap(words -> words[2], words -> words[3]));
    }
}
