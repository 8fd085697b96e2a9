package io.nfs2s3.lab.chaos.worker;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Plays the stories of many files at once, the beginnings spread evenly over a time. */
final class Telling implements AutoCloseable {
    private static final int THREADS = 8;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicInteger ended = new AtomicInteger();
    private final SiteDisk disk;
    private final List<Story> stories;

    Telling(SiteDisk disk, List<Story> stories) {
        this.disk = disk;
        this.stories = stories;
    }

    /** Begins; completes when all have ended. */
    CompletableFuture<Void> begin(Duration over) {
        CompletableFuture<?>[] all = new CompletableFuture<?>[stories.size()];
        for (int i = 0; i < all.length; i++) {
            Story story = stories.get(i);
            Iterator<Step> steps =
                    story.fate().steps(story, new Random(story.seed())).iterator();
            all[i] = play(steps, over.toMillis() * i / all.length).thenRun(ended::incrementAndGet);
        }
        return CompletableFuture.allOf(all);
    }

    private CompletableFuture<Void> play(Iterator<Step> steps, long delayMillis) {
        if (!steps.hasNext()) {
            return CompletableFuture.completedFuture(null);
        }
        Step step = steps.next();
        Executor later = CompletableFuture.delayedExecutor(
                delayMillis + step.pause().toMillis(), TimeUnit.MILLISECONDS, threads);
        return CompletableFuture.runAsync(() -> step.act().accept(disk), later).thenCompose(done -> play(steps, 0));
    }

    @Override
    public String toString() {
        return "told " + ended + " of " + stories.size() + " stories";
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
