package io.nfs2s3.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.nfs2s3.progress.SiteFigures.UploadCounts;
import java.util.function.ToLongFunction;

/**
 * Uploads of the whole site by what became of them. They only grow, so these are counters. Not there before they are known: to those
 * who rate them, a beginning at 0 would be so many uploads at once. Shown by one thread at a time, and read by any.
 */
final class UploadMeters {
    private final MeterRegistry registry;
    private volatile UploadCounts counted = new UploadCounts(0, 0, 0, 0, 0);
    private boolean isShown;

    UploadMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void show(UploadCounts uploads) {
        counted = uploads;
        if (!isShown) {
            isShown = true;
            register("sqs", UploadCounts::sqs);
            register("outbox", UploadCounts::outbox);
            register("spool", UploadCounts::spool);
            register("held", UploadCounts::held);
            register("refused", UploadCounts::refused);
        }
    }

    private void register(String destination, ToLongFunction<UploadCounts> count) {
        FunctionCounter.builder("nfs2s3.site.uploads", this, meters -> count.applyAsLong(meters.counted))
                .description("Uploads that hooks have told of, by what became of them")
                .tag("destination", destination)
                .register(registry);
    }
}
