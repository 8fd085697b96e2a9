package io.nfs2s3.app;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/** Tells of an outage when it begins and when it ends, and not once a second in between. Thread-safe. */
final class RepeatedWarning {
    private final Map<String, String> lasting = new ConcurrentHashMap<>();
    private final Logger log;

    RepeatedWarning(Logger log) {
        this.log = log;
    }

    /** @param reason what is down; empty when all is well */
    void report(String job, String reason) {
        if (reason.isEmpty()) {
            if (lasting.remove(job) != null) {
                log.info("works again job={}", job);
            }
        } else if (!reason.equals(lasting.put(job, reason))) {
            log.warn("waits job={} reason=\"{}\"", job, reason);
        }
    }
}
