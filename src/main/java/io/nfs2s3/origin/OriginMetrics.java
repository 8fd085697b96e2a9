package io.nfs2s3.origin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nfs2s3.origin.Reply.Source;
import io.nfs2s3.resilience.BreakerState;
import io.nfs2s3.web.ProcessMeters;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** What the origin did, in the Prometheus text format. Thread-safe. */
final class OriginMetrics {
    private static final List<String> REASONS = List.of("down", "gone", "refused", "wrong");
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Source, LongAdder> bytes = new EnumMap<>(Source.class);
    private final Counter hot;

    /** @param others of the same process */
    OriginMetrics(List<MeterBinder> others) {
        for (Source source : Source.values()) {
            LongAdder count = new LongAdder();
            bytes.put(source, count);
            FunctionCounter.builder("nfs2s3.origin.bytes", count, LongAdder::doubleValue)
                    .description("Bytes of bodies, by where they came from")
                    .tag("source", name(source))
                    .register(registry);
        }
        this.hot = Counter.builder("nfs2s3.origin.hot")
                .description("Requests for hot files")
                .register(registry);
        REASONS.forEach(this::fallbacks); // 0 from the start
        others.forEach(each -> each.bindTo(registry));
        new ProcessMeters().bindTo(registry);
    }

    private Counter fallbacks(String reason) {
        return Counter.builder("nfs2s3.origin.fallbacks")
                .description("NFS files that were given in the place of objects, by why")
                .tag("reason", reason)
                .register(registry);
    }

    void watchBreaker(Supplier<BreakerState> state) {
        for (BreakerState each : BreakerState.values()) {
            Gauge.builder("nfs2s3.origin.breaker", () -> state.get() == each ? 1 : 0)
                    .description("1 for the state that the breaker of S3 is in")
                    .tag("state", each.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    void watchConnections(Supplier<Number> connections) {
        Gauge.builder("nfs2s3.origin.connections", connections)
                .description("Clients that are connected")
                .register(registry);
    }

    /** An answer was begun. */
    void answered(int status, Source source) {
        Counter.builder("nfs2s3.origin.requests")
                .description("Answers, by their status and where the bytes came from")
                .tag("status", String.valueOf(status))
                .tag("source", name(source))
                .register(registry)
                .increment();
    }

    /** The NFS file is taken instead of the object, which is {@code gone}, {@code refused} or {@code wrong}, or S3 is {@code down}. */
    void fellBack(String reason) {
        fallbacks(reason).increment();
    }

    /** A request was for a hot file. */
    void hot() {
        hot.increment();
    }

    /** Where to count bytes. */
    LongAdder bytes(Source source) {
        LongAdder count = bytes.get(source);
        if (count == null) {
            throw new IllegalStateException("every source is counted");
        }
        return count;
    }

    /** @param format a content type of {@link io.nfs2s3.web.MetricsFormat} */
    String text(String format) {
        return registry.scrape(format);
    }

    private static String name(Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }
}
