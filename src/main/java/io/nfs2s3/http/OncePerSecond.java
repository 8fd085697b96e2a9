package io.nfs2s3.http;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps an answer for a second, so that many open dashboards cost the database as much as one. Thread-safe. */
final class OncePerSecond<T> implements Supplier<T> {
    private static final long SECOND = 1_000_000_000L;
    private final Supplier<T> source;
    private @Nullable T kept;
    private long keptAt;

    OncePerSecond(Supplier<T> source) {
        this.source = source;
    }

    @Override
    public synchronized T get() {
        T answer = kept;
        if (answer == null || System.nanoTime() - keptAt > SECOND) {
            answer = source.get();
            kept = answer;
            keptAt = System.nanoTime();
        }
        return answer;
    }
}
