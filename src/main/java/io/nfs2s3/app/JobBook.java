package io.nfs2s3.app;

import io.nfs2s3.schedule.JobSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** When each job of a daemon last came to its end, without an error and without being suspended. Thread-safe. */
final class JobBook {
    private final Predicate<String> isSuspended;
    private final Clock clock;
    private final Map<String, Instant> succeeded = Collections.synchronizedMap(new TreeMap<>());

    /** @param isSuspended whether the job of a name cannot go on at present */
    JobBook(Predicate<String> isSuspended, Clock clock) {
        this.isSuspended = isSuspended;
        this.clock = clock;
    }

    /** The same job, which is noted here. */
    JobSpec noted(JobSpec job) {
        succeeded.put(job.name(), Instant.EPOCH);
        return new JobSpec(job.name(), job.schedule(), () -> {
            job.work().run();
            if (!isSuspended.test(job.name())) {
                succeeded.put(job.name(), clock.instant());
            }
        });
    }

    /** By the names of all jobs; the beginning of 1970 for one that has not come to its end yet. */
    Map<String, Instant> lastSuccess() {
        synchronized (succeeded) {
            return new TreeMap<>(succeeded);
        }
    }
}
