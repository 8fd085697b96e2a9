package io.nfs2s3.cli;

import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.progress.ProgressReport.HookCounts;
import io.nfs2s3.progress.ProgressReport.QueueCounts;
import io.nfs2s3.progress.ProgressReport.VerifyCounts;
import io.nfs2s3.progress.ProgressReport.WorkerCounts;
import java.util.List;
import java.util.Locale;

/** The report for people. */
final class StatusText {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private StatusText() {}

    static String of(ProgressReport report) {
        StringBuilder text = new StringBuilder();
        long total = report.media().total();
        line(
                text,
                "media      %,d files, %s migrated",
                total,
                bytes(report.media().bytesMigrated()));
        for (MediaState state : MediaState.values()) {
            long files = report.count(state);
            line(text, "  %-8s %,12d  %5.1f %%", state, files, total == 0 ? 0.0 : 100.0 * files / total);
        }
        line(
                text,
                "outbox     %,d entries%s%s",
                report.outbox().depth(),
                report.outbox().depth() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", the oldest waits for %,d s",
                                report.outbox().oldestAgeSeconds()),
                report.outbox().setAside() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT, "; %,d set aside", report.outbox().setAside()));
        String drainer = report.outbox().drainer();
        if (drainer != null) {
            line(text, "  drained for %,d s by %s", report.outbox().drainerSeconds(), drainer);
        }
        if (!report.databaseWritable()) {
            line(text, "database   takes no writes: uploads and copies wait");
        }
        hooks(text, report);
        for (VerifyCounts verify : report.verifies()) {
            long match = verify.verdicts().getOrDefault("match", 0L);
            long files = verify.verdicts().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            line(
                    text,
                    "verify     %s: %,d match, %,d do not, run %d, %s",
                    verify.name(),
                    match,
                    files - match,
                    verify.run(),
                    verify.finishedAt());
        }
        String unreachable = report.queuesProblem();
        if (unreachable != null) {
            line(text, "queues     SQS cannot be reached: %s", unreachable);
        }
        for (String name : report.queues().keySet()) {
            QueueCounts counts = report.queues().getOrDefault(name, new QueueCounts(0, 0, 0));
            line(
                    text,
                    "%-10s %,d messages waiting, %,d in flight, %,d dead",
                    name,
                    counts.visible(),
                    counts.inFlight(),
                    counts.dead());
        }
        line(
                text,
                "rate       %,.1f files/s, %s/s over the last minute",
                report.rate().filesPerSecond(),
                bytes((long) report.rate().bytesPerSecond()));
        workers(text, report.workers());
        line(text, "left       %s", left(report));
        return text.toString();
    }

    private static void workers(StringBuilder text, List<WorkerCounts> workers) {
        if (!workers.isEmpty()) {
            line(
                    text,
                    "workers    %,d at work, %,d files at once at most",
                    workers.size(),
                    workers.stream().mapToInt(WorkerCounts::filesAtOnce).sum());
        }
    }

    private static void hooks(StringBuilder text, ProgressReport report) {
        List<HookCounts> hooks = report.hooks();
        line(
                text,
                "hooks      %,d heard of in the last minute: %,d uploads by SQS, %,d by outbox, %,d by spool, %,d refused",
                hooks.size(),
                hooks.stream().mapToLong(HookCounts::toSqs).sum(),
                hooks.stream().mapToLong(HookCounts::toOutbox).sum(),
                hooks.stream().mapToLong(HookCounts::toSpool).sum(),
                hooks.stream().mapToLong(HookCounts::refused).sum());
        for (HookCounts hook : hooks) {
            if (!hook.well()) {
                line(
                        text,
                        "  %s: SQS breaker %s, database breaker %s, %s in its spool",
                        hook.name(),
                        hook.sqsBreaker(),
                        hook.databaseBreaker(),
                        bytes(hook.spoolBytes()));
            }
        }
        if (report.spoolBytes() > 0) {
            line(text, "spool      %s wait in the spool of this host", bytes(report.spoolBytes()));
        }
    }

    static String left(ProgressReport report) {
        if (report.count(MediaState.QUEUED) == 0) {
            return "nothing is queued";
        }
        Long eta = report.etaSeconds();
        if (eta == null) {
            return ProgressReport.PAUSED.equals(report.etaReason())
                    ? "unknown, the backfill is paused or outside its hours"
                    : "unknown, nothing was migrated in the last minute";
        }
        return String.format(Locale.ROOT, "%d h %02d min %02d s", eta / 3600, eta / 60 % 60, eta % 60);
    }

    /** In the largest unit that leaves a number above 1. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
