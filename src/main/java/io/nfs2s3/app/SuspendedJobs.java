package io.nfs2s3.app;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;

/**
 * Says once that a job is suspended, with the reason, and once that it goes on; not when the reason changes meanwhile,
 * for it may be told with other numbers each second. Thread-safe.
 */
final class SuspendedJobs {
    /** Jobs, each with the reason that was given first. */
    private final Map<String, String> suspended = new ConcurrentHashMap<>();

    private final Logger log;
    private final BiConsumer<String, String> told;

    /** @param told is told the same as the log: the job, and the reason, which is empty when it goes on */
    SuspendedJobs(Logger log, BiConsumer<String, String> told) {
        this.log = log;
        this.told = told;
    }

    /** @param job by its name; its parts are named after it, with a hyphen */
    boolean isSuspended(String job) {
        return suspended.keySet().stream().anyMatch(name -> name.equals(job) || name.startsWith(job + "-"));
    }

    /** Why jobs cannot go on that are suspended now: the reason that was told, by the name of the job. */
    Map<String, String> reasons() {
        return Map.copyOf(suspended);
    }

    /** @param reason why the job cannot go on, in one line; empty when it goes on */
    void report(String job, String reason) {
        if (!reason.isEmpty() && suspended.putIfAbsent(job, reason) == null) {
            log.warn("job suspended job={} reason=\"{}\"", job, reason);
            told.accept(job, reason);
        } else if (reason.isEmpty() && suspended.remove(job) != null) {
            log.info("job resumed job={}", job);
            told.accept(job, "");
        }
    }
}
