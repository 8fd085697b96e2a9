package io.nfs2s3.app;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.progress.ProgressReport.QueueCounts;
import io.nfs2s3.progress.ProgressReport.QueueReading;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueDepth;
import io.nfs2s3.queue.QueueException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the messages of both queues and their dead letters, for the progress report. */
final class QueueCounter implements Supplier<QueueReading> {
    private static final Logger log = LoggerFactory.getLogger(QueueCounter.class);

    private record Pair(MigrationQueue queue, MigrationQueue dead) {}

    private final Map<String, Pair> queues = new LinkedHashMap<>();

    QueueCounter(MigrationQueue uploads, MigrationQueue backfill) {
        queues.put("uploads", new Pair(uploads, uploads.deadLetters()));
        queues.put("backfill", new Pair(backfill, backfill.deadLetters()));
    }

    @Override
    public QueueReading get() {
        Map<String, QueueCounts> counts = new LinkedHashMap<>();
        try {
            queues.forEach((name, pair) -> {
                QueueDepth depth = pair.queue().depth();
                QueueDepth dead = pair.dead().depth();
                counts.put(
                        name,
                        new QueueCounts(
                                depth.visible() + depth.delayed(),
                                depth.inFlight(),
                                dead.visible() + dead.inFlight() + dead.delayed()));
            });
            return new QueueReading(counts, null);
        } catch (QueueException e) {
            log.debug("queues are not counted reason=\"{}\"", e.getMessage());
            return new QueueReading(Map.of(), ErrorText.of(e));
        }
    }
}
