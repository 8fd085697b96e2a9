package io.nfs2s3.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.nfs2s3.progress.ProgressReport.HookCounts;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The upload hooks of all hosts together: each process of the site has one, so that no label has their names. Of one thread at a
 * time.
 */
final class HookMeters {
    private static final List<String> STATES = List.of("CLOSED", "OPEN", "HALF_OPEN");
    private final Rows open;
    private final Rows breakers;
    private final Rows spool;

    HookMeters(MeterRegistry registry) {
        this.open = new Rows(registry, "nfs2s3.site.hooks", "Upload hooks that were heard of in the last minute");
        this.breakers = new Rows(registry, "nfs2s3.site.hook.breakers", "Hooks whose breaker is in a state");
        this.spool = new Rows(
                registry, "nfs2s3.site.hook.spool.bytes", "What waits in the fullest of their spools, in bytes");
    }

    void show(List<HookCounts> hooks) {
        open.add(hooks.size()).show();
        breakers(hooks, "sqs", HookCounts::sqsBreaker);
        breakers(hooks, "database", HookCounts::databaseBreaker);
        breakers.show();
        spool.add(hooks.stream().mapToLong(HookCounts::spoolBytes).max().orElse(0))
                .show();
    }

    private void breakers(List<HookCounts> hooks, String dependency, Function<HookCounts, String> breaker) {
        for (String state : STATES) {
            long count = hooks.stream().map(breaker).filter(state::equals).count();
            breakers.add(count, "dependency", dependency, "state", state.toLowerCase(Locale.ROOT));
        }
    }
}
