package io.nfs2s3.upload;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a hook did since it was opened. Thread-safe. */
final class UploadCounters {
    private final Map<Enqueued, LongAdder> accepted = new EnumMap<>(Enqueued.class);
    private final LongAdder refused = new LongAdder();

    UploadCounters() {
        for (Enqueued way : Enqueued.values()) {
            accepted.put(way, new LongAdder());
        }
    }

    void count(Collection<Enqueued> ways) {
        for (Enqueued way : ways) {
            LongAdder counter = accepted.get(way);
            if (counter != null) {
                counter.increment();
            }
        }
    }

    void countRefused() {
        refused.increment();
    }

    Map<Enqueued, Long> accepted() {
        Map<Enqueued, Long> counts = new EnumMap<>(Enqueued.class);
        accepted.forEach((way, counter) -> counts.put(way, counter.sum()));
        return counts;
    }

    long refused() {
        return refused.sum();
    }
}
