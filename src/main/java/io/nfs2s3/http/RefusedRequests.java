package io.nfs2s3.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log of who was refused, once a second at most: whoever guesses fills no log. Thread-safe. */
final class RefusedRequests {
    private static final Logger log = LoggerFactory.getLogger(RefusedRequests.class);
    private final String what;
    private final AtomicLong next = new AtomicLong(System.nanoTime());

    /** @param what they asked for */
    RefusedRequests(String what) {
        this.what = what;
    }

    void tell(String client, String reason) {
        long now = System.nanoTime();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + TimeUnit.SECONDS.toNanos(1))) {
            log.warn("request refused for={} client={} reason=\"{}\"", what, client, reason);
        }
    }
}
