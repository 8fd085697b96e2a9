package io.nfs2s3.progress;

import io.nfs2s3.progress.ProgressReport.HostCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the history says of the last two days, read twice a minute at the most: it grows once a minute. Minutes that are known are not
 * read again but for the last few, in which somebody may have been late, and once an hour, for the database may have been restored
 * since. Thread-safe.
 */
final class RecentHistory {
    private static final Duration LATELY = Duration.ofDays(2);
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final Duration LATE = Duration.ofMinutes(5);
    private static final Duration TRUSTED = Duration.ofHours(1);

    /** What it says. */
    record Look(List<Minute> minutes, List<HostCounts> hosts) {
        /** Files of each of the last minutes before the present one, the oldest first. */
        List<Long> filesByMinute(Instant now, int count) {
            Map<Long, Long> files = new HashMap<>();
            minutes.forEach(minute -> files.put(minute.at().getEpochSecond() / Past.MINUTE, minute.files()));
            long present = now.getEpochSecond() / Past.MINUTE;
            List<Long> last = new ArrayList<>();
            for (long minute = present - count; minute < present; minute++) {
                last.add(files.getOrDefault(minute, 0L));
            }
            return last;
        }
    }

    private final History history;
    private final LongSupplier nanos;
    private final NavigableMap<Instant, Minute> known = new TreeMap<>();
    private @Nullable Look last;
    private long readAt;
    private long wholeAt;

    RecentHistory(History history) {
        this(history, System::nanoTime);
    }

    /** @param nanos as {@link System#nanoTime} has them */
    RecentHistory(History history, LongSupplier nanos) {
        this.history = history;
        this.nanos = nanos;
    }

    synchronized Look look() {
        Look look = last;
        long now = nanos.getAsLong();
        if (look == null || now - wholeAt > TRUSTED.toNanos()) {
            List<Minute> whole = history.minutes(LATELY);
            known.clear();
            look = with(whole, now);
            wholeAt = now;
        } else if (now - readAt > FRESH.toNanos()) {
            look = with(history.minutes(LATE.plusNanos(now - readAt)), now);
        }
        return look;
    }

    private Look with(List<Minute> minutes, long now) {
        List<HostCounts> hosts = history.hosts();
        minutes.forEach(minute -> known.put(minute.at(), minute));
        if (!known.isEmpty()) {
            known.headMap(known.lastKey().minus(LATELY)).clear();
        }
        Look look = new Look(List.copyOf(known.values()), hosts);
        last = look;
        readAt = now;
        return look;
    }
}
