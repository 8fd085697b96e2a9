package io.nfs2s3.lab.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** A count that grows, looked at again and again: its rate over the last second, and when it grew last. */
final class Growth {
    /** So long as a count that grows in steps of a fifth of a second needs for a rate that says something. */
    static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Look(long at, long count) {}

    private final Deque<Look> looks = new ArrayDeque<>();
    private long grewAt;

    /** @param at of {@link System#nanoTime()}, never less than before */
    void look(long at, long count) {
        Look last = looks.peekLast();
        if (last != null && count > last.count()) {
            grewAt = at;
        }
        looks.add(new Look(at, count));
        while (looks.size() > 2 && secondIsOld(at)) {
            looks.remove();
        }
    }

    private boolean secondIsOld(long at) {
        return looks.stream().skip(1).findFirst().orElseThrow().at() <= at - WINDOW_NANOS;
    }

    /** A second, within one second's looks; not a number before there was a whole second. */
    double perSecond() {
        if (looks.isEmpty()) {
            return Double.NaN;
        }
        Look first = looks.getFirst();
        Look last = looks.getLast();
        long nanos = last.at() - first.at();
        return nanos < WINDOW_NANOS ? Double.NaN : (last.count() - first.count()) * 1e9 / nanos;
    }

    /** When it was seen to have grown for the last time; 0 if never. */
    long grewAt() {
        return grewAt;
    }
}
