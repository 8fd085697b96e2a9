package io.nfs2s3.upload.spool;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.UploadAge;
import java.io.IOException;
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

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int BATCH = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private final Spool traces;
    private final MediaCatalog catalog;
    private final SpoolSender sender;
    private final Instant now;
    private final Instant answersSince;
    private boolean silent;
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
        List<SpoolRecord> again = due.stream().map(record -> record.sentAt(now)).toList();
        kept.addAll(again.stream().filter(this::isOfAKind).toList());
        if (!putBack(kept)) {
            return batch;
        }
        if (!again.isEmpty()) {
            sender.take(again);
        }
        taken += batch.size();
        return List.of();
    }

    /** The dead letter of one of no kind is all that can become of it. */
    private boolean isOfAKind(SpoolRecord record) {
        return catalog.kinds().find(record.path()).isPresent();
    }

    /** At the end of the file, before anything is sent: a disk that takes no more must not lose what is on it. */
    private boolean putBack(List<SpoolRecord> kept) {
        try {
            if (!kept.isEmpty()) {
                traces.appendRecords(kept, PATIENCE);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * After 1, 1, 2, 4, ... hours, at most a day: a worker that stands still for days has few messages of one upload. A
     * clock that was set back makes it due as one that was set on.
     */
    private boolean isDue(SpoolRecord record) {
        Duration since = Duration.between(record.time(), record.lastSent());
        Duration wait = since.compareTo(SEND_AGAIN) < 0 ? SEND_AGAIN : since.compareTo(LONGEST) > 0 ? LONGEST : since;
        return Duration.between(record.lastSent(), now).abs().compareTo(wait) > 0
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
