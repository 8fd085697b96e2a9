package io.nfs2s3.progress;

import io.nfs2s3.progress.ProgressReport.HostCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the history says of the last two days, read anew twice a minute at the most: it grows once a minute. Thread-safe. */
final class RecentHistory {
    private static final Duration LATELY = Duration.ofDays(2);
    private static final Duration FRESH = Duration.ofSeconds(30);

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
    private @Nullable Look last;
    private long readAt;

    RecentHistory(History history) {
        this.history = history;
    }

    synchronized Look look() {
        Look look = last;
        long now = System.nanoTime();
        if (look == null || now - readAt > FRESH.toNanos()) {
            look = new Look(history.minutes(LATELY), history.hosts());
            last = look;
            readAt = now;
        }
        return look;
    }
}
