package io.nfs2s3.origin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nfs2s3.origin.Reply.Source;
import io.nfs2s3.resilience.BreakerState;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** What the origin did, in the Prometheus text format. Thread-safe. */
final class OriginMetrics {
    /** What a scraper is told that it gets. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Source, LongAdder> bytes = new EnumMap<>(Source.class);

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
        others.forEach(each -> each.bindTo(registry));
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
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
        registry.counter("nfs2s3.origin.requests", "status", String.valueOf(status), "source", name(source))
                .increment();
    }

    /** The NFS file is taken instead of the object, which is {@code gone} or {@code refused}, or S3 is {@code down}. */
    void fellBack(String reason) {
        registry.counter("nfs2s3.origin.fallbacks", "reason", reason).increment();
    }

    /** A request was for a hot file. */
    void hot() {
        registry.counter("nfs2s3.origin.hot").increment();
    }

    /** Where to count bytes. */
    LongAdder bytes(Source source) {
        LongAdder count = bytes.get(source);
        if (count == null) {
            throw new IllegalStateException("every source is counted");
        }
        return count;
    }

    String text() {
        return registry.scrape();
    }

    private static String name(Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }
}
