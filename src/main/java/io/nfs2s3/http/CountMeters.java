package io.nfs2s3.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.progress.ProgressReport.Counted;
import io.nfs2s3.progress.ProgressReport.FailedCounts;
import io.nfs2s3.progress.SiteFigures;
import io.nfs2s3.progress.SiteFigures.RunFigures;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What the counters of the database have: files by kind and state, failures by reason, and the runs. A label has ten values at
 * most: what is beyond them is added up. Of one thread at a time.
 */
final class CountMeters {
    /** Kinds that have series of their own: the first ones of the settings, by name. */
    static final int MOST_KINDS = 5;

    /** All that has no series of its own. No kind and no code can be named so. */
    private static final String OTHER = "_other";

    /** The reasons that need different remedies. All others are told by {@code failed list --by-reason}. */
    private static final List<FailureCode> CODES = List.of(
            FailureCode.SOURCE_MISSING,
            FailureCode.SOURCE_CHANGED,
            FailureCode.SOURCE_READ,
            FailureCode.SOURCE_FORBIDDEN,
            FailureCode.SOURCE_OUTSIDE_ROOT,
            FailureCode.NOT_PROVED,
            FailureCode.ALREADY_THERE,
            FailureCode.STORE_REFUSED,
            FailureCode.INTERNAL);

    private static final List<String> RUN_KINDS =
            List.of("backfill", "verify", "adopt", "rollback", "retire", "restore", "recover");

    private final Rows files;
    private final Rows bytes;
    private final Rows failed;
    private final Rows sound;
    private final Rows flipped;
    private final Rows runs;
    private final Rows names;

    CountMeters(MeterRegistry registry) {
        this.files = new Rows(registry, "nfs2s3.site.files", "Files by kind and state");
        this.bytes = new Rows(registry, "nfs2s3.site.bytes", "Bytes of files by kind and state, as far as known");
        this.failed = new Rows(registry, "nfs2s3.site.failed.files", "FAILED files by reason");
        this.sound = new Rows(
                registry, "nfs2s3.site.counters.sound", "1 if these counters can be those of this database, else 0");
        this.flipped = new Rows(
                registry,
                "nfs2s3.site.last.flip.timestamp.seconds",
                "When a pointer was last set to S3, in seconds since 1970; 0 for not lately");
        this.runs = new Rows(registry, "nfs2s3.site.runs", "Unfinished runs of long jobs, by kind and state");
        this.names =
                new Rows(registry, "nfs2s3.site.run.names", "Names that the newest run of a kind has been through");
    }

    void show(ProgressReport report, SiteFigures figures) {
        counts(report.counts(), figures.kinds());
        failures(report.failures());
        sound.add(figures.countersSound()).show();
        flipped.add(figures.lastFlipAt()).show();
        runs(figures.runs());
    }

    /** @param kinds of the settings; there may be counts of others */
    private void counts(List<Counted> counts, List<String> kinds) {
        Set<String> named = kinds.stream().sorted().limit(MOST_KINDS).collect(Collectors.toCollection(TreeSet::new));
        List<String> shown = new ArrayList<>(named);
        if (kinds.size() > named.size() || counts.stream().anyMatch(count -> !named.contains(count.kind()))) {
            shown.add(OTHER);
        }
        for (String kind : shown) {
            List<Counted> ofKind = counts.stream()
                    .filter(count -> kind.equals(named.contains(count.kind()) ? count.kind() : OTHER))
                    .toList();
            sums(ofKind, Counted::files).forEach((state, sum) -> files.add(sum, "kind", kind, "state", state.name()));
            sums(ofKind, Counted::bytes).forEach((state, sum) -> bytes.add(sum, "kind", kind, "state", state.name()));
        }
        files.show();
        bytes.show();
    }

    private static Map<MediaState, Long> sums(List<Counted> counts, ToLongFunction<Counted> value) {
        Map<MediaState, Long> sums = new EnumMap<>(MediaState.class);
        for (MediaState state : MediaState.values()) {
            sums.put(state, 0L);
        }
        counts.forEach(count -> sums.merge(count.state(), value.applyAsLong(count), Long::sum));
        return sums;
    }

    private void failures(List<FailedCounts> failures) {
        Map<String, Long> byCode = failures.stream().collect(Collectors.toMap(FailedCounts::code, FailedCounts::files));
        long others = byCode.values().stream().mapToLong(Long::longValue).sum();
        for (FailureCode code : CODES) {
            long count = byCode.getOrDefault(code.name(), 0L);
            failed.add(count, "code", code.name());
            others -= count;
        }
        failed.add(others, "code", OTHER).show();
    }

    private void runs(List<RunFigures> byKind) {
        for (String kind : RUN_KINDS) {
            RunFigures figures = byKind.stream()
                    .filter(one -> one.kind().equals(kind))
                    .findFirst()
                    .orElse(new RunFigures(kind, 0, 0, 0, 0));
            runs.add(figures.running(), "kind", kind, "state", "RUNNING")
                    .add(figures.paused(), "kind", kind, "state", "PAUSED")
                    .add(figures.failed(), "kind", kind, "state", "FAILED");
            names.add(figures.names(), "kind", kind);
        }
        runs.show();
        names.show();
    }
}
