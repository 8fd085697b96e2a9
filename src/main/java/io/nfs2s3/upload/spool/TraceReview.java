package io.nfs2s3.upload.spool;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.UploadAge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.JdbiException;

/**
 * Asks the database about the traces of uploads that were sent without a generation. One that it has registered or
 * compared since is done with. One that it still does not know after an hour of answers is sent again: its message got
 * lost, or is a dead letter. What is still waited for goes back to the end of the file, so that no trace stands in the way
 * of another. For one review.
 */
final class TraceReview implements SpoolPass.Taker {
    /** The live queue comes first, so a message is rarely older; a second one is harmless. */
    static final Duration SEND_AGAIN = Duration.ofHours(1);

    private static final int BATCH = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private final Spool traces;
    private final MediaCatalog catalog;
    private final SpoolSender sender;
    private final Instant now;
    private final Instant answersSince;
    private boolean silent;
    private int settled;
    private int taken;

    /** @param answersSince since when the database has answered */
    TraceReview(Spool traces, MediaCatalog catalog, SpoolSender sender, Instant now, Instant answersSince) {
        this.traces = traces;
        this.catalog = catalog;
        this.sender = sender;
        this.now = now;
        this.answersSince = answersSince;
    }

    @Override
    public List<SpoolRecord> take(List<SpoolRecord> batch) {
        if (silent) {
            return batch;
        }
        List<SpoolRecord> kept = new ArrayList<>();
        List<SpoolRecord> due = new ArrayList<>();
        try {
            Set<UploadAge> known = catalog.registeredSince(
                            batch.stream().map(record -> record.age(now)).toList())
                    .keySet();
            for (SpoolRecord record : batch) {
                if (!known.contains(record.age(now))) {
                    (isDue(record) ? due : kept).add(record);
                }
            }
        } catch (JdbiException e) {
            silent = true;
            return batch;
        }
        if (!due.isEmpty()) {
            kept.addAll(sender.take(due));
        }
        settled += batch.size() - kept.size();
        if (!kept.isEmpty()) {
            keep(kept);
        }
        taken += batch.size();
        return List.of();
    }

    private void keep(List<SpoolRecord> kept) {
        try {
            traces.appendRecords(kept, PATIENCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many it need not wait for any more, or has sent again. */
    int settled() {
        return settled;
    }

    private boolean isDue(SpoolRecord record) {
        return record.lastSent().plus(SEND_AGAIN).isBefore(now)
                && !answersSince.plus(SEND_AGAIN).isAfter(now);
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public int taken() {
        return taken;
    }

    /** Whether the database gave no answer. */
    @Override
    public boolean isStuck() {
        return silent;
    }
}
