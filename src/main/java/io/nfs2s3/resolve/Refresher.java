package io.nfs2s3.resolve;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.resolve.LocationCache.Age;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks up again, in the background and many by one query, what pages asked for and is too old or soon will be. While the
 * database is down it tries once a second. Thread-safe.
 */
final class Refresher {
    private static final int BATCH = 500;
    private static final long AFTER_OUTAGE_SECONDS = 1;
    private final SingleFlightLoader loader;
    private final ResolverCounters counters;
    private final ScheduledExecutorService thread;
    private final Set<String> due = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** @param thread its owner ends it */
    Refresher(SingleFlightLoader loader, ResolverCounters counters, ScheduledExecutorService thread) {
        this.loader = loader;
        this.counters = counters;
        this.thread = thread;
    }

    /** Asks for a path. Cheap, and to no effect if it was asked for already. */
    void ask(String path) {
        if (due.add(path)) {
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
            for (List<MediaPath> batch = batch(); !batch.isEmpty() && answered; batch = batch()) {
                answered = false;
                SingleFlightLoader.Loaded loaded = loader.load(batch, Age.FRESH);
                answered = loaded.error() == null;
                loaded.locations().keySet().forEach(path -> due.remove(path.value()));
                counters.refreshed.add(loaded.asked());
            }
        } finally {
            scheduled.set(false);
            if (!due.isEmpty()) {
                schedule(answered ? 0 : AFTER_OUTAGE_SECONDS);
            }
        }
    }

    /** They stay in the set until they are there, so that nobody asks for them again meanwhile. */
    private List<MediaPath> batch() {
        List<MediaPath> batch = new ArrayList<>();
        for (Iterator<String> paths = due.iterator(); paths.hasNext() && batch.size() < BATCH; ) {
            batch.add(MediaPath.of(paths.next()));
        }
        return batch;
    }
}
