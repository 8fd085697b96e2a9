package io.nfs2s3.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.nfs2s3.progress.Eta;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.progress.ProgressReport.OutboxCounts;
import io.nfs2s3.progress.ProgressReport.VerifyCounts;
import io.nfs2s3.progress.SiteFigures;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is true of the site as a whole. Every daemon shows it, so the name of each begins with {@code nfs2s3_site_}: over hosts
 * the highest is taken, and never a sum. Of one thread at a time.
 */
final class SiteMeters {
    private static final List<String> VERIFIES = List.of("sample", "whole");
    private static final List<String> VERDICTS =
            List.of("match", "differ", "missing_on_src", "missing_on_dst", "error");

    /** The reasons that have a series of their own. All others are told by {@code status}. */
    private static final List<String> ETA_REASONS = List.of(Eta.IDLE, Eta.PAUSED);

    private static final String OTHER = "_other";
    private final CountMeters counts;
    private final HookMeters hooks;
    private final UploadMeters uploads;
    private final Rows entries;
    private final Rows oldest;
    private final Rows setAside;
    private final Rows drainer;
    private final Rows messages;
    private final Rows filesPerSecond;
    private final Rows bytesPerSecond;
    private final Rows etaLow;
    private final Rows etaHigh;
    private final Rows etaUnknown;
    private final Rows verified;
    private final Rows verifiedAt;

    SiteMeters(MeterRegistry registry) {
        this.counts = new CountMeters(registry);
        this.hooks = new HookMeters(registry);
        this.uploads = new UploadMeters(registry);
        this.entries = new Rows(registry, "nfs2s3.site.outbox.entries", "Uploads that wait for SQS in the database");
        this.oldest = new Rows(
                registry, "nfs2s3.site.outbox.oldest.age.seconds", "How long the oldest of them waits; 0 for none");
        this.setAside = new Rows(
                registry, "nfs2s3.site.outbox.set.aside.entries", "Entries of the outbox that are not sent any more");
        this.drainer = new Rows(
                registry,
                "nfs2s3.site.outbox.drainer.seconds",
                "How long the drainer that is at work has had the outbox; 0 when none is");
        this.messages = new Rows(registry, "nfs2s3.site.queue.messages", "Messages in SQS, by its approximate counts");
        this.filesPerSecond =
                new Rows(registry, "nfs2s3.site.files.per.second", "Files migrated by all hosts, over the last minute");
        this.bytesPerSecond =
                new Rows(registry, "nfs2s3.site.bytes.per.second", "Bytes migrated by all hosts, over the last minute");
        this.etaLow = new Rows(
                registry,
                "nfs2s3.site.eta.low.seconds",
                "Until nothing is QUEUED by the history, pauses and hours included, at the earliest; NaN when unknown");
        this.etaHigh = new Rows(
                registry,
                "nfs2s3.site.eta.high.seconds",
                "The same at the latest, nine times of ten; NaN when unknown");
        this.etaUnknown = new Rows(registry, "nfs2s3.site.eta.unknown", "1 for the reason why one of them is unknown");
        this.verified = new Rows(registry, "nfs2s3.site.verify.files", "Files of the last verify, by verdict");
        this.verifiedAt = new Rows(
                registry,
                "nfs2s3.site.verify.finished.timestamp.seconds",
                "When the last verify came to its end, in seconds since 1970; 0 for none yet");
    }

    /** @param more null when it cannot be read: what was known of it stays */
    void show(ProgressReport report, @Nullable SiteFigures more) {
        outbox(report.outbox());
        report.queues()
                .forEach((name, count) -> messages.add(count.visible(), "queue", name, "status", "waiting")
                        .add(count.inFlight(), "queue", name, "status", "in_flight")
                        .add(count.dead(), "queue", name, "status", "dead"));
        messages.show();
        filesPerSecond.add(report.rate().filesPerSecond()).show();
        bytesPerSecond.add(report.rate().bytesPerSecond()).show();
        eta(report.eta());
        VERIFIES.forEach(name -> verify(name, report.verifies()));
        verified.show();
        verifiedAt.show();
        hooks.show(report.hooks());
        if (more != null) {
            counts.show(report, more);
            uploads.show(more.uploads());
        }
    }

    private void eta(Eta eta) {
        etaLow.add(known(eta.lowSeconds())).show();
        etaHigh.add(known(eta.highSeconds())).show();
        String reason = eta.reason();
        ETA_REASONS.forEach(each -> etaUnknown.add(each.equals(reason), "reason", each));
        etaUnknown
                .add(reason != null && !ETA_REASONS.contains(reason), "reason", OTHER)
                .show();
    }

    private static double known(@Nullable Long seconds) {
        return seconds == null ? Double.NaN : seconds;
    }

    private void outbox(OutboxCounts outbox) {
        entries.add(outbox.depth()).show();
        oldest.add(outbox.oldestAgeSeconds()).show();
        setAside.add(outbox.setAside()).show();
        drainer.add(outbox.drainerSeconds()).show();
    }

    private void verify(String name, List<VerifyCounts> verifies) {
        VerifyCounts last = verifies.stream()
                .filter(verify -> verify.name().equals(name))
                .findFirst()
                .orElse(null);
        VERDICTS.forEach(verdict -> verified.add(
                last == null ? 0 : last.verdicts().getOrDefault(verdict.replace('_', '-'), 0L),
                "verify",
                name,
                "verdict",
                verdict));
        verifiedAt.add(last == null ? 0 : Instant.parse(last.finishedAt()).getEpochSecond(), "verify", name);
    }
}
