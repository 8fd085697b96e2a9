package io.nfs2s3.origin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.util.Objects;

/**
 * Counts requests per file over a sliding window. Thread-safe.
 *
 * <p>The window is told from two counters: those of the one before count for as much of it as still overlaps. Files that
 * nobody asked for lately, or that there is no room for, are forgotten; one with a long name takes the room of several.
 */
final class HotFiles {
    private static final class Count {
        private long window;
        private long now;
        private long before;
    }

    /** A name that is as long takes the room of two. */
    private static final int NAME = 128;

    private final Cache<String, Count> counts;
    private final OriginSettings.Hot settings;
    private final Ticker ticker;
    private final long start;

    HotFiles(OriginSettings.Hot settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
        this.start = ticker.read();
        this.counts = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterAccess(settings.window().multipliedBy(2))
                .maximumWeight(settings.remembered())
                .weigher((String path, Count count) -> 1 + path.length() / NAME)
                .build();
    }

    /** How many are counted, about. */
    long size() {
        return counts.estimatedSize();
    }

    /** Counts a request. @return whether the file is hot */
    boolean count(String path) {
        Count count = Objects.requireNonNull(counts.get(path, key -> new Count()));
        long length = settings.window().toNanos();
        long elapsed = ticker.read() - start;
        long window = elapsed / length;
        double overlap = 1 - (double) (elapsed % length) / length;
        synchronized (count) {
            if (count.window != window) {
                count.before = count.window == window - 1 ? count.now : 0;
                count.now = 0;
                count.window = window;
            }
            count.now++;
            return count.now + overlap * count.before >= settings.requests();
        }
    }
}
