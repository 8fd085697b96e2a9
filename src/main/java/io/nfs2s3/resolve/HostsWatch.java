package io.nfs2s3.resolve;

import io.nfs2s3.media.ErrorText;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hosts of now. If they come from the database they are looked at once a minute; while that fails, or none is
 * enabled there, the last known ones stay. Thread-safe.
 */
final class HostsWatch {
    private static final Logger log = LoggerFactory.getLogger(HostsWatch.class);
    private static final long SECONDS = 60;
    private final Function<CdnHosts, CdnUrls> urlsOf;
    private final CdnUrls first;
    private final CompletableFuture<Boolean> looked = new CompletableFuture<>();
    /** Null until the first look. */
    private volatile @Nullable CdnUrls current;

    private @Nullable String trouble;

    /** Hosts that do not change. */
    HostsWatch(CdnHosts hosts, Function<CdnHosts, CdnUrls> urlsOf) {
        this.urlsOf = urlsOf;
        this.first = urlsOf.apply(hosts);
        this.current = first;
    }

    /**
     * Hosts that may change.
     *
     * @param hosts those to begin with, if the first look fails
     * @param enabled looks at them; maybe none
     * @param thread its owner ends it
     */
    @SuppressWarnings("FutureReturnValueIgnored") // look() deals with what may happen
    HostsWatch(
            CdnHosts hosts,
            Function<CdnHosts, CdnUrls> urlsOf,
            Supplier<List<CdnHost>> enabled,
            ScheduledExecutorService thread) {
        this.urlsOf = urlsOf;
        this.first = urlsOf.apply(hosts);
        thread.scheduleWithFixedDelay(() -> look(enabled), 0, SECONDS, TimeUnit.SECONDS);
    }

    /** The hosts of now. The very first call waits for the first look, which the timeouts of the database bound. */
    CdnUrls urls() {
        CdnUrls known = current;
        if (known == null) {
            looked.join();
            known = current;
        }
        return known == null ? first : known;
    }

    /** On the one thread. */
    void look(Supplier<List<CdnHost>> enabled) {
        CdnUrls before = current == null ? first : current;
        try {
            List<CdnHost> now = enabled.get();
            if (now.isEmpty()) {
                tell("none is enabled");
            } else {
                CdnHosts hosts = new CdnHosts(now);
                if (!hosts.equals(before.hosts())) {
                    log.info("CDN hosts changed from={} to={}", before.hosts(), hosts);
                    before = urlsOf.apply(hosts);
                }
                trouble = null;
            }
        } catch (RuntimeException | Error e) { // whatever it is: a look that throws would be the last
            tell(ErrorText.ofRoot(e));
        } finally {
            current = before;
            looked.complete(true);
        }
    }

    private void tell(String reason) {
        if (trouble == null) {
            log.warn("CDN hosts cannot be read, the last known stay reason=\"{}\"", reason);
        }
        trouble = reason;
    }

    /** No look will come any more. */
    void close() {
        looked.complete(false);
    }
}
