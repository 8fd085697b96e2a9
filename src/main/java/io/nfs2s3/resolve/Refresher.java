package io.nfs2s3.resolve;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.resolve.LocationCache.Age;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks up again, in the background and many by one query, what pages asked for and is too old or soon will be. While the
 * database is down it tries once a second.
 *
 * <p>A query may fail for one of its paths alone. So those of a query that failed come after all others, and fewer at a
 * time: half as many, until a query is answered. Thread-safe.
 */
final class Refresher {
    private static final int BATCH = 500;
    private static final long AFTER_FAILURE_SECONDS = 1;
    private final SingleFlightLoader loader;
    private final ResolverCounters counters;
    private final ScheduledExecutorService thread;
    /** They stay in the set until they are there, so that nobody asks for them again meanwhile. */
    private final Set<String> due = ConcurrentHashMap.newKeySet();
    /** The same in their order. */
    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean scheduled = new AtomicBoolean();
    /** How many are asked for by one query. Of the one thread. */
    private int most = BATCH;

    /** @param thread its owner ends it */
    Refresher(SingleFlightLoader loader, ResolverCounters counters, ScheduledExecutorService thread) {
        this.loader = loader;
        this.counters = counters;
        this.thread = thread;
    }

    /** Asks for a path. Cheap, and to no effect if it was asked for already. */
    void ask(String path) {
        if (due.add(path)) {
            waiting.add(path);
            schedule(0);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // run() deals with what may happen
    private void schedule(long seconds) {
        if (scheduled.compareAndSet(false, true)) {
            thread.schedule(this::run, seconds, TimeUnit.SECONDS);
        }
    }

    private void run() {
        boolean answered = true;
        try {
            while (answered && !waiting.isEmpty()) {
                answered = false; // also where an Error ends it
                answered = refresh(batch());
                most = answered ? Math.min(BATCH, 2 * most) : Math.max(1, most / 2);
            }
        } finally {
            scheduled.set(false);
            if (!waiting.isEmpty()) {
                schedule(answered ? 0 : AFTER_FAILURE_SECONDS);
            }
        }
    }

    /** @return whether all of them are there */
    private boolean refresh(Set<MediaPath> batch) {
        Set<MediaPath> missing = new LinkedHashSet<>(batch);
        try {
            SingleFlightLoader.Loaded loaded = loader.load(batch, Age.FRESH);
            counters.refreshed.add(loaded.asked());
            missing.removeAll(loaded.locations().keySet());
            loaded.locations().keySet().forEach(path -> due.remove(path.value()));
            return loaded.error() == null;
        } finally {
            missing.forEach(path -> waiting.add(path.value()));
        }
    }

    private Set<MediaPath> batch() {
        Set<MediaPath> batch = new LinkedHashSet<>();
        for (String path = waiting.poll(); path != null; path = batch.size() < most ? waiting.poll() : null) {
            batch.add(MediaPath.of(path));
        }
        return batch;
    }
}
