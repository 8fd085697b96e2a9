package io.nfs2s3.app;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.progress.ProgressReport.QueueCounts;
import io.nfs2s3.progress.ProgressReport.QueueReading;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueDepth;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.resilience.TimeLimiter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the messages of both queues and their dead letters, for the progress report, which has most of its figures from
 * the database and must not wait for SQS. Thread-safe.
 */
final class QueueCounter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(QueueCounter.class);

    /** While SQS hangs, one thread waits for it, however many reports there are. */
    private static final int MOST_CALLS = 1;

    private record Pair(MigrationQueue queue, MigrationQueue dead) {}

    private final Map<String, Pair> queues = new LinkedHashMap<>();
    private final TimeLimiter limiter = new TimeLimiter("SQS", "nfs2s3-queue-counts ", MOST_CALLS);

    QueueCounter(MigrationQueue uploads, MigrationQueue backfill) {
        queues.put("uploads", new Pair(uploads, uploads.deadLetters()));
        queues.put("backfill", new Pair(backfill, backfill.deadLetters()));
    }

    /** @param patience with SQS, for all of them together; what it has not answered by then is unknown */
    QueueReading count(Duration patience) {
        try {
            return limiter.call(patience, this::ask);
        } catch (TimeoutException | RejectedExecutionException e) { // the second while an earlier count still waits
            return unknown("SQS did not answer within " + patience.toSeconds() + " s");
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("counting the queues throws nothing else", e);
        }
    }

    private QueueReading ask() {
        Map<String, QueueCounts> counts = new LinkedHashMap<>();
        try {
            queues.forEach((name, pair) -> {
                QueueDepth depth = pair.queue().depth();
                QueueDepth dead = pair.dead().depth();
                counts.put(name, new QueueCounts(depth.visible() + depth.delayed(), depth.inFlight(), dead.all()));
            });
            return new QueueReading(counts, null);
        } catch (QueueException e) {
            return unknown(ErrorText.of(e));
        }
    }

    private static QueueReading unknown(String problem) {
        log.debug("queues are not counted reason=\"{}\"", problem);
        return new QueueReading(Map.of(), problem);
    }

    @Override
    public void close() {
        limiter.close();
    }
}
