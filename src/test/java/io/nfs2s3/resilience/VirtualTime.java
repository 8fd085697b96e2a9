package io.nfs2s3.resilience;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Events in the order of their times, which pass as fast as the events can be run. For one thread. */
final class VirtualTime {
    private record Event(long at, long number, Runnable what) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long now;
    private long added;

    /** @param start nanoseconds since 1970 */
    VirtualTime(long start) {
        this.now = start;
    }

    long now() {
        return now;
    }

    void at(long time, Runnable what) {
        events.add(new Event(Math.max(now, time), added, what));
        added++;
    }

    void after(long nanos, Runnable what) {
        at(now + nanos, what);
    }

    /** Runs what happens until then, and is there. */
    void runUntil(long end) {
        for (Event next = events.peek(); next != null && next.at() <= end; next = events.peek()) {
            events.remove();
            now = next.at();
            next.what().run();
        }
        now = end;
    }
}
