package io.nfs2s3.upload;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
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
    private final Jdbi jdbi;
    private final DatabaseChannel database;
    private final Supplier<UploadHookStatus> status;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "nfs2s3-upload heartbeat");
        made.setDaemon(true);
        return made;
    });
    private volatile @Nullable String name;

    Heartbeat(Jdbi jdbi, DatabaseChannel database, Supplier<UploadHookStatus> status) {
        this.jdbi = jdbi;
        this.database = database;
        this.status = status;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // beat() deals with its own errors
    void start() {
        thread.scheduleWithFixedDelay(this::beat, FIRST_SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    private void beat() {
        try {
            database.write(() -> write(status.get()));
        } catch (UnavailableException | RuntimeException e) {
            log.debug("the state of the hook was not written", e);
        }
    }

    private void write(UploadHookStatus now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                INSERT INTO nfs2s3.upload_hook AS h (name, sqs_breaker, database_breaker,
                    to_sqs, to_outbox, to_spool, held, refused, spool_bytes)
                VALUES (:name, :sqs, :database, :toSqs, :toOutbox, :toSpool, :held, :refused, :spoolBytes)
                ON CONFLICT (name) DO UPDATE SET seen_at = now(),
                    sqs_breaker = EXCLUDED.sqs_breaker, database_breaker = EXCLUDED.database_breaker,
                    to_sqs = EXCLUDED.to_sqs, to_outbox = EXCLUDED.to_outbox, to_spool = EXCLUDED.to_spool,
                    held = EXCLUDED.held, refused = EXCLUDED.refused, spool_bytes = EXCLUDED.spool_bytes
                """)
                .bind("name", name())
                .bind("sqs", now.sqs().name())
                .bind("database", now.database().name())
                .bind("toSqs", now.accepted().get(Enqueued.SQS))
                .bind("toOutbox", now.accepted().get(Enqueued.OUTBOX))
                .bind("toSpool", now.accepted().get(Enqueued.SPOOL))
                .bind("held", now.accepted().get(Enqueued.HELD))
                .bind("refused", now.refused())
                .bind("spoolBytes", now.spoolBytes())
                .execute());
    }

    /** Asked for on this thread only, and late: to look up the name of a host may take its time. */
    private String name() {
        String known = name;
        if (known == null) {
            known = host() + "/" + ProcessHandle.current().pid() + "/"
                    + UUID.randomUUID().toString().substring(0, 4);
            name = known;
        }
        return known;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }

    /** Takes the row away, if the database is there. */
    @Override
    public void close() {
        thread.shutdownNow();
        String written = name;
        if (written != null) {
            try {
                database.write(() -> jdbi.useHandle(
                        handle -> handle.execute("DELETE FROM nfs2s3.upload_hook WHERE name = ?", written)));
            } catch (UnavailableException | RuntimeException e) {
                log.debug("the state of the hook was not removed", e);
            }
        }
    }
}
