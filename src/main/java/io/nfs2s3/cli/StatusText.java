package io.nfs2s3.cli;

import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.Eta;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.progress.ProgressReport.QueueCounts;
import java.time.Duration;
import java.util.Locale;

/** Figures of the report in words for people. {@link StatusScreen} puts them together. */
final class StatusText {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private StatusText() {}

    /** All that counts in one line: for a prompt, the mail of a cron job, or a chat. */
    static String oneLine(ProgressReport report) {
        long wanted = report.media().total() - report.count(MediaState.HELD);
        return String.format(
                Locale.ROOT,
                "nfs2s3: %s %% of %,d files, %,.1f files/s, left: %s; %,d failed, %,d in the outbox, %s%s",
                percent(report.done(), wanted),
                wanted,
                report.rate().filesPerSecond(),
                left(report),
                report.count(MediaState.FAILED),
                report.outbox().depth(),
                dead(report),
                report.databaseWritable() ? "" : "; THE DATABASE TAKES NO WRITES");
    }

    private static String dead(ProgressReport report) {
        return report.queuesProblem() != null
                ? "SQS cannot be reached"
                : String.format(
                        Locale.ROOT,
                        "%,d dead letters",
                        report.queues().values().stream()
                                .mapToLong(QueueCounts::dead)
                                .sum());
    }

    /** Rounded down: 100.0 is said only when it is all. */
    static String percent(long part, long all) {
        long tenths = all == 0 ? 0 : (long) Math.floor(1_000.0 * part / all);
        return tenths / 10 + "." + tenths % 10;
    }

    static String left(ProgressReport report) {
        if (report.count(MediaState.QUEUED) == 0) {
            return "nothing is queued";
        }
        Eta eta = report.eta();
        Long low = eta.lowSeconds();
        Long high = eta.highSeconds();
        if (low != null && high != null) {
            String first = time(low);
            String last = time(high);
            return first.equals(last) ? "about " + first : first + " to " + last;
        }
        if (low != null) {
            return "at least " + time(low) + ", a backfill is still finding files";
        }
        if (Eta.CLOSED.equals(eta.reason())) {
            return "unknown, no hour of backfill.hours comes";
        }
        if (Eta.YOUNG.equals(eta.reason())) {
            return "unknown, there are not yet ten minutes of work to go by";
        }
        return Eta.PAUSED.equals(eta.reason())
                ? "unknown, the backfill is paused"
                : "unknown, nothing was migrated in the last minute";
    }

    private static String time(long seconds) {
        return OutboxText.age(Duration.ofSeconds(seconds));
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
}
