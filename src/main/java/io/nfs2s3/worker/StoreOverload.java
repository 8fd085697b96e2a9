package io.nfs2s3.worker;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** Whether the store is overloaded, which is said once when it begins and once when it ends. Thread-safe. */
final class StoreOverload {
    private final Logger log;
    private final int most;
    private final AtomicBoolean lasts = new AtomicBoolean();

    /** @param most files in flight, while the store is not */
    StoreOverload(Logger log, int most) {
        this.log = log;
        this.most = most;
    }

    /** @param limit files in flight from now on */
    void begins(int limit) {
        if (lasts.compareAndSet(false, true)) {
            log.warn("store overloaded; fewer files are copied at a time limit={} of={}", limit, most);
        }
    }

    /** Says nothing where it had not begun. */
    void ends(int limit) {
        if (lasts.compareAndSet(true, false)) {
            log.info("store recovered limit={}", limit);
        }
    }
}
