package io.nfs2s3.cli;

import io.nfs2s3.cli.ScreenLines.Rank;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.Printable;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.progress.ProgressReport.FailedCounts;
import io.nfs2s3.progress.ProgressReport.HookCounts;
import io.nfs2s3.progress.ProgressReport.HostCounts;
import io.nfs2s3.progress.ProgressReport.KindCounts;
import io.nfs2s3.progress.ProgressReport.QueueCounts;
import io.nfs2s3.progress.ProgressReport.VerifyCounts;
import io.nfs2s3.progress.ProgressReport.WorkerCounts;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The report on one screen: what there is to say, in which order, and how important it is. */
final class StatusScreen {
    private static final Set<MediaState> SHOWN_EMPTY =
            Set.of(MediaState.QUEUED, MediaState.MIGRATED, MediaState.FAILED);
    private static final int BAR = 24;
    private static final int NAME = 8;
    private static final int LONGEST_NAME = 24;
    private static final int SPARKS = 30;
    private static final int MOST_KINDS = 6;
    private static final int MOST_HOSTS = 12;
    private static final int MOST_OF_A_SORT = 3;

    /** A host writes once a minute. */
    private static final long SILENT_SECONDS = 180;

    /**
     * A run that is unfinished.
     *
     * @param line with its error, if it has one
     */
    record RunLine(String line, boolean failed) {}

    private final ProgressReport report;
    private final Glyphs glyphs;
    private final ScreenLines screen;

    private StatusScreen(ProgressReport report, Glyphs glyphs) {
        this.report = report;
        this.glyphs = glyphs;
        this.screen = new ScreenLines(glyphs);
    }

    /** @param runs the newest first */
    static List<String> of(ProgressReport report, List<RunLine> runs, Glyphs glyphs) {
        StatusScreen status = new StatusScreen(report, glyphs);
        status.media();
        status.speed();
        status.outbox();
        status.hooks();
        status.queues();
        status.hosts();
        status.verifies();
        status.runs(runs);
        status.failures();
        return status.screen.shown();
    }

    private void add(Rank rank, String format, @Nullable Object... values) {
        screen.add(rank, String.format(Locale.ROOT, format, values));
    }

    private void media() {
        add(
                Rank.ALWAYS,
                "media      %,d files, %s migrated",
                report.media().total(),
                StatusText.bytes(report.media().bytesMigrated()));
        List<KindCounts> kinds = report.kinds();
        kinds.stream().limit(MOST_KINDS).forEach(this::kind);
        if (kinds.size() > MOST_KINDS) {
            add(Rank.WORK, "  and %,d more kinds", kinds.size() - MOST_KINDS);
        }
        add(
                Rank.ALWAYS,
                "  %s",
                Stream.of(MediaState.values())
                        .filter(state -> report.count(state) > 0 || SHOWN_EMPTY.contains(state))
                        .map(state -> String.format(Locale.ROOT, "%s %,d", state, report.count(state)))
                        .map(ScreenLines::together)
                        .collect(Collectors.joining("  ")));
    }

    private void kind(KindCounts kind) {
        long wanted = kind.files() - kind.held();
        String name = glyphs.cut(Printable.line(kind.name()), LONGEST_NAME);
        add(
                Rank.WORK,
                "  %s [%s] %5s %%  %,d queued%s",
                name + " ".repeat(Math.max(0, NAME - Glyphs.width(name))),
                glyphs.bar(wanted == 0 ? 0 : (double) kind.done() / wanted, BAR),
                StatusText.percent(kind.done(), wanted),
                kind.queued(),
                kind.failed() == 0 ? "" : String.format(Locale.ROOT, ", %,d failed", kind.failed()));
    }

    private void speed() {
        List<Long> minutes = report.filesByMinute();
        add(
                Rank.ALWAYS,
                "rate       %,.1f files/s, %s/s over the last minute",
                report.rate().filesPerSecond(),
                StatusText.bytes((long) report.rate().bytesPerSecond()));
        if (minutes.stream().anyMatch(files -> files > 0)) {
            List<Long> last = minutes.subList(Math.max(0, minutes.size() - SPARKS), minutes.size());
            add(
                    Rank.WORK,
                    "  %s  last %d min, at most %,d files/min",
                    glyphs.sparkline(last),
                    last.size(),
                    last.stream().mapToLong(Long::longValue).max().orElse(0));
        }
        workers();
        add(Rank.ALWAYS, "left       %s", StatusText.left(report));
    }

    private void workers() {
        List<WorkerCounts> workers = report.workers();
        if (!workers.isEmpty()) {
            add(
                    Rank.ASIDE,
                    "workers    %,d at work, %,d files at once at most",
                    workers.size(),
                    workers.stream().mapToInt(WorkerCounts::filesAtOnce).sum());
        }
    }

    private void outbox() {
        long depth = report.outbox().depth();
        add(
                Rank.ALWAYS,
                "outbox     %,d entries%s",
                depth,
                depth == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", the oldest waits for %,d s",
                                report.outbox().oldestAgeSeconds()));
        long setAside = report.outbox().setAside();
        if (setAside > 0) {
            add(Rank.PROBLEM, "  %,d set aside: nfs2s3 outbox list --set-aside", setAside);
        }
        String drainer = report.outbox().drainer();
        if (drainer != null) {
            add(Rank.DETAIL, "  drained for %,d s by %s", report.outbox().drainerSeconds(), Printable.line(drainer));
        }
        if (!report.databaseWritable()) {
            add(Rank.ALWAYS, "database   takes no writes: uploads and copies wait");
        }
    }

    private void hooks() {
        List<HookCounts> hooks = report.hooks();
        add(
                Rank.DETAIL,
                "hooks      %,d: %,d uploads by SQS, %,d by outbox, %,d by spool, %,d refused",
                hooks.size(),
                hooks.stream().mapToLong(HookCounts::toSqs).sum(),
                hooks.stream().mapToLong(HookCounts::toOutbox).sum(),
                hooks.stream().mapToLong(HookCounts::toSpool).sum(),
                hooks.stream().mapToLong(HookCounts::refused).sum());
        hooks.stream()
                .filter(hook -> !hook.well())
                .limit(MOST_OF_A_SORT)
                .forEach(hook -> add(
                        Rank.PROBLEM,
                        "  %s: breakers SQS %s, database %s; %s in its spool",
                        Printable.line(hook.name()),
                        hook.sqsBreaker(),
                        hook.databaseBreaker(),
                        StatusText.bytes(hook.spoolBytes())));
        if (report.spoolBytes() > 0) {
            add(Rank.PROBLEM, "spool      %s wait in the spool of this host", StatusText.bytes(report.spoolBytes()));
        }
    }

    private void queues() {
        String unreachable = report.queuesProblem();
        if (unreachable != null) {
            add(Rank.ALWAYS, "queues     SQS cannot be reached: %s", Printable.line(unreachable));
        }
        report.queues().forEach(this::queue);
    }

    private void queue(String name, QueueCounts counts) {
        add(
                Rank.ALWAYS,
                "%-10s %,d messages waiting, %,d in flight, %,d dead%s",
                name,
                counts.visible(),
                counts.inFlight(),
                counts.dead(),
                counts.dead() == 0 ? "" : ": nfs2s3 dlq status");
    }

    /** The silent ones first. */
    private void hosts() {
        List<HostCounts> hosts = report.hosts();
        if (!hosts.isEmpty()) {
            add(
                    hosts.stream().anyMatch(StatusScreen::isSilent) ? Rank.PROBLEM : Rank.DETAIL,
                    "hosts      %s%s",
                    hosts.stream()
                            .sorted(Comparator.comparing(StatusScreen::isSilent)
                                    .reversed()
                                    .thenComparing(HostCounts::name))
                            .limit(MOST_HOSTS)
                            .map(StatusScreen::host)
                            .map(ScreenLines::together)
                            .collect(Collectors.joining(", ")),
                    hosts.size() > MOST_HOSTS
                            ? String.format(Locale.ROOT, " and %,d more", hosts.size() - MOST_HOSTS)
                            : "");
        }
    }

    private static boolean isSilent(HostCounts host) {
        return host.seenSecondsAgo() > SILENT_SECONDS;
    }

    private static String host(HostCounts host) {
        return Printable.line(host.name())
                + (isSilent(host)
                        ? " SILENT for " + OutboxText.age(Duration.ofSeconds(host.seenSecondsAgo()))
                        : String.format(Locale.ROOT, " %,d files/h", host.filesLastHour()));
    }

    private void verifies() {
        for (VerifyCounts verify : report.verifies()) {
            long match = verify.verdicts().getOrDefault("match", 0L);
            long files = verify.verdicts().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            add(
                    match == files ? Rank.DETAIL : Rank.PROBLEM,
                    "verify     %s: %,d match, %,d do not, run %d, %s",
                    verify.name(),
                    match,
                    files - match,
                    verify.run(),
                    verify.finishedAt());
        }
    }

    private void runs(List<RunLine> runs) {
        runs.stream()
                .limit(MOST_OF_A_SORT)
                .forEach(run -> screen.add(run.failed() ? Rank.PROBLEM : Rank.WORK, run.line()));
        if (runs.size() > MOST_OF_A_SORT) {
            add(Rank.DETAIL, "  and %,d more: nfs2s3 runs list", runs.size() - MOST_OF_A_SORT);
        }
    }

    private void failures() {
        List<FailedCounts> failures = report.failures();
        failures.stream()
                .limit(MOST_OF_A_SORT)
                .forEach(failed -> add(
                        Rank.PROBLEM,
                        "failed     %,d %s: %s",
                        failed.files(),
                        Printable.line(failed.code()),
                        ScreenLines.together("nfs2s3 " + FailureAdvice.command(failed.code()))));
        if (failures.size() > MOST_OF_A_SORT) {
            add(
                    Rank.DETAIL,
                    "  and %,d more reasons: nfs2s3 failed list --by-reason",
                    failures.size() - MOST_OF_A_SORT);
        }
    }
}
