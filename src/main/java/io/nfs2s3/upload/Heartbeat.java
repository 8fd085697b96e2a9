package io.nfs2s3.upload;

import io.nfs2s3.progress.HookHeartbeats;
import io.nfs2s3.progress.ProgressReport.HookCounts;
import io.nfs2s3.resilience.DaemonThreads;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.resilience.UnavailableException;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the state of a hook into the database every ten seconds, so that an operator sees the hooks of all hosts in one
 * place. It opens the first connection before the first upload needs it, and is the probe of the database's breaker
 * more often than an upload is. Owns one daemon thread.
 */
final class Heartbeat implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
    private static final int FIRST_SECONDS = 1;
    private static final int SECONDS = 10;
    private final HookHeartbeats heartbeats;
    private final DatabaseChannel database;
    private final Supplier<UploadHookStatus> status;
    private final ScheduledExecutorService thread = DaemonThreads.clock("nfs2s3-upload heartbeat");
    private volatile @Nullable String name;

    Heartbeat(HookHeartbeats heartbeats, DatabaseChannel database, Supplier<UploadHookStatus> status) {
        this.heartbeats = heartbeats;
        this.database = database;
        this.status = status;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // beat() deals with its own errors
    void start() {
        thread.scheduleWithFixedDelay(this::beat, FIRST_SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    private void beat() {
        try {
            HookCounts counts = counts(status.get());
            database.write(deadline -> heartbeats.write(counts, deadline));
        } catch (UnavailableException | RuntimeException | Error e) { // or it would never beat again
            log.debug("the state of the hook was not written", e);
        }
    }

    private HookCounts counts(UploadHookStatus now) {
        Map<Enqueued, Long> accepted = now.accepted();
        return new HookCounts(
                name(),
                0,
                now.sqs().name(),
                now.database().name(),
                accepted.getOrDefault(Enqueued.SQS, 0L),
                accepted.getOrDefault(Enqueued.OUTBOX, 0L),
                accepted.getOrDefault(Enqueued.SPOOL, 0L),
                accepted.getOrDefault(Enqueued.HELD, 0L),
                now.refused(),
                now.spoolBytes());
    }

    /** Asked for on this thread only, and late: to look up the name of a host may take its time. */
    private String name() {
        String known = name;
        if (known == null) {
            known = ProcessName.unique();
            name = known;
        }
        return known;
    }

    /** Takes the row away, if the database is there. */
    @Override
    public void close() {
        thread.shutdownNow();
        String written = name;
        if (written != null) {
            try {
                database.write(deadline -> heartbeats.remove(written, deadline));
            } catch (UnavailableException | RuntimeException e) {
                log.debug("the state of the hook was not removed", e);
            }
        }
    }
}
