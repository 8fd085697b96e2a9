package io.nfs2s3.upload;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.nfs2s3.resilience.BreakerState;
import java.util.Locale;
import java.util.function.Function;

/**
 * The state of a hook as Micrometer meters, for a site that has a registry: {@code new UploadMetrics(hook).bindTo(registry)}.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><td>{@code nfs2s3.uploads}, tag {@code destination}</td><td>counter: uploads by {@link Enqueued}</td></tr>
 * <tr><td>{@code nfs2s3.uploads.refused}</td><td>counter: calls that threw {@link UploadNotAcceptedException}</td></tr>
 * <tr><td>{@code nfs2s3.upload.breaker}, tags {@code dependency}, {@code state}</td><td>gauge: 1 for the state that the
 *     breaker is in, else 0</td></tr>
 * <tr><td>{@code nfs2s3.upload.spool}</td><td>gauge: bytes that wait in the spool file</td></tr>
 * </table>
 *
 * <p>The only class of the package that needs Micrometer on the class path. Thread-safe.
 */
public final class UploadMetrics implements MeterBinder {
    private final UploadHook hook;

    public UploadMetrics(UploadHook hook) {
        this.hook = hook;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Enqueued way : Enqueued.values()) {
            FunctionCounter.builder(
                            "nfs2s3.uploads",
                            hook,
                            each -> each.status().accepted().getOrDefault(way, 0L))
                    .description("Uploads that the hook accepted")
                    .tag("destination", tag(way))
                    .register(registry);
        }
        FunctionCounter.builder(
                        "nfs2s3.uploads.refused", hook, each -> each.status().refused())
                .description("Calls that nothing could take")
                .register(registry);
        Gauge.builder("nfs2s3.upload.spool", hook, each -> each.status().spoolBytes())
                .description("What waits in the spool file")
                .baseUnit("bytes")
                .register(registry);
        bindBreaker(registry, "sqs", UploadHookStatus::sqs);
        bindBreaker(registry, "database", UploadHookStatus::database);
    }

    private void bindBreaker(MeterRegistry registry, String name, Function<UploadHookStatus, BreakerState> breaker) {
        for (BreakerState state : BreakerState.values()) {
            Gauge.builder("nfs2s3.upload.breaker", hook, each -> breaker.apply(each.status()) == state ? 1 : 0)
                    .description("1 for the state that the circuit breaker is in")
                    .tag("dependency", name)
                    .tag("state", tag(state))
                    .register(registry);
        }
    }

    private static String tag(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
