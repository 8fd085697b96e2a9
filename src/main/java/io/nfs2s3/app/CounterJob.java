package io.nfs2s3.app;

import io.nfs2s3.progress.Counters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the counters small, and counts anew when they cannot be those of this database: it was restored or copied. Run by one
 * thread.
 */
final class CounterJob {
    private static final Logger log = LoggerFactory.getLogger(CounterJob.class);
    private final Application application;
    private final Counters counters;
    private final SuspendedJobs suspended;
    private @Nullable Counters patient;

    CounterJob(Application application, SuspendedJobs suspended) {
        this.application = application;
        this.counters = application.counters();
        this.suspended = suspended;
    }

    void run() {
        counters.fold();
        suspended.report("counters", counters.areSound() ? "" : mend());
    }

    /** @return why it cannot be done; empty when it was */
    private String mend() {
        Optional<String> grant = counters.missingToMend();
        if (grant.isPresent()) {
            return "the counters are of another table, and this user cannot count anew; as the owner: " + grant.get();
        }
        patient().mendUnsound().ifPresent(wrong -> log.warn("the files were counted anew wrongCounters={}", wrong));
        return "";
    }

    /** Its pool is made once, and only when it is needed. */
    private Counters patient() {
        Counters made = patient;
        if (made == null) {
            made = application.patientCounters();
            patient = made;
        }
        return made;
    }
}
