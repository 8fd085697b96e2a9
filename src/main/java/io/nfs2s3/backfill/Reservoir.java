package io.nfs2s3.backfill;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Keeps a sample of all that it is offered, each with the same chance (algorithm R; Vitter, "Random Sampling with a
 * Reservoir", 1985). Not thread-safe.
 */
final class Reservoir<T> {
    private final int size;
    private final Random random;
    private final List<T> kept = new ArrayList<>();
    private long offered;

    Reservoir(int size, Random random) {
        this.size = size;
        this.random = random;
    }

    void offer(T value) {
        offered++;
        if (kept.size() < size) {
            kept.add(value);
            return;
        }
        long place = random.nextLong(offered);
        if (place < size) {
            kept.set((int) place, value);
        }
    }

    List<T> sample() {
        return List.copyOf(kept);
    }
}
