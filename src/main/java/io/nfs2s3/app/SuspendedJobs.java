package io.nfs2s3.app;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;

/**
 * Says once that a job is suspended, with the reason, and once that it goes on; not when the reason changes meanwhile,
 * for it may be told with other numbers each second. Thread-safe.
 */
final class SuspendedJobs {
    private final Set<String> suspended = ConcurrentHashMap.newKeySet();
    private final Logger log;
    private final BiConsumer<String, String> told;

    /** @param told is told the same as the log: the job, and the reason, which is empty when it goes on */
    SuspendedJobs(Logger log, BiConsumer<String, String> told) {
        this.log = log;
        this.told = told;
    }

    /** @param job by its name; its parts are named after it, with a hyphen */
    boolean isSuspended(String job) {
        return suspended.stream().anyMatch(name -> name.equals(job) || name.startsWith(job + "-"));
    }

    /** @param reason why the job cannot go on, in one line; empty when it goes on */
    void report(String job, String reason) {
        if (!reason.isEmpty() && suspended.add(job)) {
            log.warn("job suspended job={} reason=\"{}\"", job, reason);
            told.accept(job, reason);
        } else if (reason.isEmpty() && suspended.remove(job)) {
            log.info("job resumed job={}", job);
            told.accept(job, "");
        }
    }
}
