package io.nfs2s3.lab.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The flips of each worker, looked at again and again. */
final class Hosts {
    private final BackfillSite site;
    private final Map<String, Growth> growths = new HashMap<>();
    private final Map<String, Long> first = new HashMap<>();

    Hosts(BackfillSite site) {
        this.site = site;
    }

    /** Looks at all. @return true */
    boolean look() {
        site.flippedByWorker().forEach((worker, files) -> {
            Growth growth = growths.computeIfAbsent(worker, name -> new Growth());
            long now = System.nanoTime();
            growth.look(now, files);
            if (growth.grewAt() > 0) {
                first.putIfAbsent(worker, now);
            }
        });
        return true;
    }

    /** Whether none has flipped anything for so long, counted from a time on. */
    boolean restFor(long since, Duration quiet) {
        long last = growths.values().stream().mapToLong(Growth::grewAt).max().orElse(0);
        return System.nanoTime() - Math.max(last, since) >= quiet.toNanos();
    }

    /** Whether each has flipped something. */
    boolean haveGrown() {
        return first.size() == growths.size();
    }

    /** When each flipped something for the last time. */
    List<Long> grewAt() {
        return growths.values().stream().map(Growth::grewAt).toList();
    }

    /** When each flipped something for the first time. */
    Collection<Long> firstGrewAt() {
        return first.values();
    }
}
