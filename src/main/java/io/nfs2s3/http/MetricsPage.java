package io.nfs2s3.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nfs2s3.http.Figures.Look;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.progress.ProgressReport.HookCounts;
import io.nfs2s3.progress.ProgressReport.VerifyCounts;
import io.nfs2s3.progress.ProgressReport.WorkerCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The progress report in the Prometheus text format, with a few figures of this process. Thread-safe. */
final class MetricsPage {
    /** What a scraper is told that it gets. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final List<String> BREAKER_STATES = List.of("CLOSED", "OPEN", "HALF_OPEN");
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MultiGauge files = rows("nfs2s3.media.files", "Files by state");
    private final MultiGauge messages = rows("nfs2s3.queue.messages", "Messages in SQS");
    private final MultiGauge uploads = rows("nfs2s3.hook.uploads", "Uploads since a hook was opened, by way");
    private final MultiGauge breakers = rows("nfs2s3.hook.breaker", "1 for the state that a hook's breaker is in");
    private final MultiGauge spools = rows("nfs2s3.hook.spool.bytes", "What waits in a hook's spool file");
    private final MultiGauge limits = rows("nfs2s3.worker.limit", "What a worker does at once at most");
    private final MultiGauge verified = rows("nfs2s3.verify.files", "Files of the last verify by verdict");
    private final MultiGauge verifies =
            rows("nfs2s3.verify.finished.timestamp.seconds", "When the last verify came to its end, since 1970");
    private volatile @Nullable ProgressReport shown;
    private volatile double age = Double.NaN;

    MetricsPage() {
        Gauge.builder("nfs2s3.figures.age.seconds", () -> age)
                .description("Since the figures of the database and the queues were read")
                .register(registry);
        gauge(
                "nfs2s3.media.migrated.bytes",
                "Bytes of the files whose pointer is S3",
                each -> each.media().bytesMigrated());
        gauge(
                "nfs2s3.outbox.entries",
                "Uploads that wait for SQS in the database",
                each -> each.outbox().depth());
        gauge(
                "nfs2s3.outbox.oldest.age.seconds",
                "How long the oldest of them waits",
                each -> each.outbox().oldestAgeSeconds());
        gauge(
                "nfs2s3.outbox.set.aside",
                "Entries that are not sent any more",
                each -> each.outbox().setAside());
        gauge(
                "nfs2s3.outbox.drainer.seconds",
                "How long the drainer that is at work has had the outbox; 0 when none is",
                each -> each.outbox().drainerSeconds());
        gauge("nfs2s3.database.writable", "1 if the database takes writes", each -> each.databaseWritable() ? 1 : 0);
        gauge("nfs2s3.spool.bytes", "What waits in the spool of this host", ProgressReport::spoolBytes);
        gauge(
                "nfs2s3.rate.files.per.second",
                "Files migrated, over the last minute",
                each -> each.rate().filesPerSecond());
        gauge(
                "nfs2s3.rate.bytes.per.second",
                "Bytes migrated, over the last minute",
                each -> each.rate().bytesPerSecond());
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    private MultiGauge rows(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<ProgressReport> value) {
        Gauge.builder(name, () -> {
                    ProgressReport report = shown;
                    return report == null ? Double.NaN : value.applyAsDouble(report);
                })
                .description(description)
                .register(registry);
    }

    /** The page. Figures that nobody has are NaN, or not there. */
    synchronized String text(Look look) {
        ProgressReport report = look.report();
        if (report == null) {
            return registry.scrape();
        }
        shown = report;
        age = look.ageSeconds();
        files.register(
                report.media().byState().entrySet().stream()
                        .map(entry -> row(entry.getValue(), "state", String.valueOf(entry.getKey())))
                        .toList(),
                true);
        List<Row<?>> counts = new ArrayList<>();
        report.queues().forEach((name, count) -> {
            counts.add(row(count.visible(), "queue", name, "status", "waiting"));
            counts.add(row(count.inFlight(), "queue", name, "status", "in_flight"));
            counts.add(row(count.dead(), "queue", name, "status", "dead"));
        });
        messages.register(counts, true);
        hooks(report.hooks());
        workers(report.workers());
        verifies(report.verifies());
        return registry.scrape();
    }

    private void verifies(List<VerifyCounts> last) {
        List<Row<?>> files = new ArrayList<>();
        List<Row<?>> ends = new ArrayList<>();
        for (VerifyCounts verify : last) {
            verify.verdicts()
                    .forEach((verdict, count) ->
                            files.add(row(count, "verify", verify.name(), "verdict", verdict.replace('-', '_'))));
            ends.add(row(Instant.parse(verify.finishedAt()).getEpochSecond(), "verify", verify.name()));
        }
        verified.register(files, true);
        verifies.register(ends, true);
    }

    private void workers(List<WorkerCounts> workers) {
        List<Row<?>> rows = new ArrayList<>();
        for (WorkerCounts worker : workers) {
            rows.add(row(worker.filesAtOnce(), "worker", worker.name(), "of", "files"));
            if (worker.callsAtOnce() > 0) {
                rows.add(row(worker.callsAtOnce(), "worker", worker.name(), "of", "mount_calls"));
            }
        }
        limits.register(rows, true);
    }

    private void hooks(List<HookCounts> hooks) {
        List<Row<?>> ways = new ArrayList<>();
        List<Row<?>> states = new ArrayList<>();
        List<Row<?>> bytes = new ArrayList<>();
        for (HookCounts hook : hooks) {
            ways.add(row(hook.toSqs(), "hook", hook.name(), "destination", "sqs"));
            ways.add(row(hook.toOutbox(), "hook", hook.name(), "destination", "outbox"));
            ways.add(row(hook.toSpool(), "hook", hook.name(), "destination", "spool"));
            ways.add(row(hook.held(), "hook", hook.name(), "destination", "held"));
            ways.add(row(hook.refused(), "hook", hook.name(), "destination", "refused"));
            for (String state : BREAKER_STATES) {
                states.add(breaker(hook, "sqs", hook.sqsBreaker(), state));
                states.add(breaker(hook, "database", hook.databaseBreaker(), state));
            }
            bytes.add(row(hook.spoolBytes(), "hook", hook.name()));
        }
        uploads.register(ways, true);
        breakers.register(states, true);
        spools.register(bytes, true);
    }

    private static Row<?> breaker(HookCounts hook, String dependency, String actual, String state) {
        return row(
                actual.equals(state) ? 1 : 0,
                "hook",
                hook.name(),
                "dependency",
                dependency,
                "state",
                state.toLowerCase(Locale.ROOT));
    }

    private static Row<?> row(Number value, String... tags) {
        return Row.of(Tags.of(tags), value);
    }
}
