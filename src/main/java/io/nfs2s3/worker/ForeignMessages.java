package io.nfs2s3.worker;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/** Messages of other sites, which share a queue by mistake: left to their owners, and reported. Thread-safe. */
final class ForeignMessages {
    /** Sites that are told of; more would be noise. */
    private static final int SITES = 100;

    private static final Duration LONGEST = Duration.ofMinutes(15);
    private final Logger log;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** @param log is told once of each site and queue */
    ForeignMessages(Logger log) {
        this.log = log;
    }

    void report(String queue, String site) {
        if (told.size() < SITES && told.add(queue + " " + site)) {
            log.warn(
                    "messages of another site are left to it; give each site queues of its own queue={} site={}",
                    queue,
                    site);
        }
    }

    /**
     * For how long a message is hidden, after so many receives: 1, 2, 4, ... s, 15 min at most. Its owner finds it in
     * between; SQS takes it for a dead letter only after hours without one.
     */
    static Duration hidden(int receives) {
        Duration delay = Duration.ofSeconds(1L << Math.min(Math.max(0, receives - 1), 20));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
}
