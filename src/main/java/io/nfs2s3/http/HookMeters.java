package io.nfs2s3.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.nfs2s3.progress.ProgressReport.HookCounts;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The upload hooks of all hosts together: each process of the site has one, so that no label has their names. What a hook
 * counted goes with it, so these are no counters. Of one thread at a time.
 */
final class HookMeters {
    private static final List<String> STATES = List.of("CLOSED", "OPEN", "HALF_OPEN");
    private final Rows open;
    private final Rows uploads;
    private final Rows breakers;
    private final Rows spool;

    HookMeters(MeterRegistry registry) {
        this.open = new Rows(registry, "nfs2s3.site.hooks", "Upload hooks that were heard of in the last minute");
        this.uploads = new Rows(
                registry, "nfs2s3.site.hook.uploads", "Uploads since these hooks were opened, by what became of them");
        this.breakers = new Rows(registry, "nfs2s3.site.hook.breakers", "Hooks whose breaker is in a state");
        this.spool = new Rows(
                registry, "nfs2s3.site.hook.spool.bytes", "What waits in the fullest of their spools, in bytes");
    }

    void show(List<HookCounts> hooks) {
        open.add(hooks.size()).show();
        uploads(hooks, "sqs", HookCounts::toSqs);
        uploads(hooks, "outbox", HookCounts::toOutbox);
        uploads(hooks, "spool", HookCounts::toSpool);
        uploads(hooks, "held", HookCounts::held);
        uploads(hooks, "refused", HookCounts::refused);
        uploads.show();
        breakers(hooks, "sqs", HookCounts::sqsBreaker);
        breakers(hooks, "database", HookCounts::databaseBreaker);
        breakers.show();
        spool.add(hooks.stream().mapToLong(HookCounts::spoolBytes).max().orElse(0))
                .show();
    }

    private void uploads(List<HookCounts> hooks, String destination, ToLongFunction<HookCounts> count) {
        uploads.add(hooks.stream().mapToLong(count).sum(), "destination", destination);
    }

    private void breakers(List<HookCounts> hooks, String dependency, Function<HookCounts, String> breaker) {
        for (String state : STATES) {
            long count = hooks.stream().map(breaker).filter(state::equals).count();
            breakers.add(count, "dependency", dependency, "state", state.toLowerCase(Locale.ROOT));
        }
    }
}
