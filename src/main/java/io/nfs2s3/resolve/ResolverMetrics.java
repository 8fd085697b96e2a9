package io.nfs2s3.resolve;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/**
 * The state of a resolver as Micrometer meters, for a site that has a registry: {@code new
 * ResolverMetrics(resolver).bindTo(registry)}.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><td>{@code nfs2s3.urls}, tag {@code from}</td><td>counter: answers, from {@code memory}, {@code database}, {@code
 *     stale} memory, or {@code assumed}</td></tr>
 * <tr><td>{@code nfs2s3.url.queries}, tag {@code outcome}</td><td>counter: queries that were {@code answered} or {@code
 *     failed}</td></tr>
 * <tr><td>{@code nfs2s3.url.refreshed}</td><td>counter: locations looked up again in the background</td></tr>
 * <tr><td>{@code nfs2s3.url.evicted}</td><td>counter: locations forgotten for want of room</td></tr>
 * <tr><td>{@code nfs2s3.url.remembered}</td><td>gauge: locations that are remembered</td></tr>
 * </table>
 *
 * <p>The only class of the package that needs Micrometer on the class path. Thread-safe.
 */
public final class ResolverMetrics implements MeterBinder {
    private final MediaUrlResolver resolver;

    public ResolverMetrics(MediaUrlResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        answers(registry, "memory", ResolverStatus::remembered);
        answers(registry, "database", ResolverStatus::lookedUp);
        answers(registry, "stale", ResolverStatus::stale);
        answers(registry, "assumed", ResolverStatus::assumed);
        queries(registry, "answered", ResolverStatus::queries);
        queries(registry, "failed", ResolverStatus::failures);
        counter("nfs2s3.url.refreshed", "Locations looked up again in the background", ResolverStatus::refreshed)
                .register(registry);
        counter("nfs2s3.url.evicted", "Locations forgotten for want of room", ResolverStatus::evicted)
                .register(registry);
        Gauge.builder("nfs2s3.url.remembered", resolver, each -> each.status().size())
                .description("Locations that are remembered")
                .register(registry);
    }

    private void answers(MeterRegistry registry, String from, ToDoubleFunction<ResolverStatus> value) {
        counter("nfs2s3.urls", "URLs given to pages", value).tag("from", from).register(registry);
    }

    private void queries(MeterRegistry registry, String outcome, ToDoubleFunction<ResolverStatus> value) {
        counter("nfs2s3.url.queries", "Queries of locations", value)
                .tag("outcome", outcome)
                .register(registry);
    }

    private FunctionCounter.Builder<MediaUrlResolver> counter(
            String name, String description, ToDoubleFunction<ResolverStatus> value) {
        return FunctionCounter.builder(name, resolver, each -> value.applyAsDouble(each.status()))
                .description(description);
    }
}
