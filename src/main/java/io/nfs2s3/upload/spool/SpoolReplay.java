package io.nfs2s3.upload.spool;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.outbox.Outbox;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.resilience.Backoff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the uploads out of this host's spool file.
 *
 * <p>Each goes to SQS without a generation; or into the outbox, also without one, while SQS is down. So it is the worker
 * that decides, with the file before it, whether an upload is new: a record that comes twice, or days late, does not
 * point readers back at an original that has been removed since. Only an upload of a kind that is not migrated is
 * registered here.
 *
 * <p>What was sent without a generation leaves a trace beside the spool, from the hook or from a replay, until the database
 * has seen the upload ({@link TraceReview}): a message can be purged, expire, or die.
 *
 * <p>The spool is moved aside and replayed in order, what an earlier replay left first. A file goes only when all of it
 * is out, so dying at any line repeats at most what was sent. One replay at a time on a host. Thread-safe.
 */
public final class SpoolReplay {
    /**
     * What one run did.
     *
     * @param sent uploads sent to SQS
     * @param toOutbox uploads put into the outbox
     * @param registered uploads of kinds that are not migrated
     * @param setAside damaged lines, kept in the file {@code ….bad}
     * @param reason why uploads are left; empty when none are, or it was told to stop
     */
    public record Result(int sent, int toOutbox, int registered, int setAside, String reason) {
        static final Result NOTHING = new Result(0, 0, 0, 0, "");

        /** How many uploads left the spool. */
        public int replayed() {
            return sent + toOutbox + registered;
        }
    }

    /** The database is not asked about the same traces every few seconds. */
    private static final Duration REVIEW_AGAIN = Duration.ofMinutes(1);

    /** After a replay that sent what it could not take out of the spool then, as on a full disk. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private final Spool spool;
    private final Spool traces;
    private final MediaCatalog catalog;
    private final Outbox outbox;
    private final MigrationQueue queue;
    private final Clock clock;
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, System::nanoTime);
    private String notTakenOut = "";
    private @Nullable Instant answersSince;
    private @Nullable Instant reviewedAt;

    /** @param file the setting {@code upload.spool} */
    public SpoolReplay(Path file, MediaCatalog catalog, Outbox outbox, MigrationQueue queue, Clock clock) {
        this.spool = new Spool(file, clock);
        this.traces = spool.traces();
        this.catalog = catalog;
        this.outbox = outbox;
        this.queue = queue;
        this.clock = clock;
    }

    /** How much waits in the spool, in bytes. */
    public long waitingBytes() {
        return spool.bytes();
    }

    /** Replays to the end. */
    public Result replay() {
        return replay(() -> true);
    }

    /**
     * Replays until the spool is empty, or neither SQS nor the database takes more. Cheap when there is none.
     *
     * @param goesOn asked before each batch; false leaves the others to the next replay
     */
    public synchronized Result replay(BooleanSupplier goesOn) {
        if (!spool.hasUploads() && !traces.hasUploads()) {
            return Result.NOTHING;
        }
        Duration pause = backoff.left();
        if (!pause.isZero()) {
            return new Result(
                    0,
                    0,
                    0,
                    0,
                    "what was sent could not be taken out of the spool, and would be sent again; tried again in "
                            + Math.max(1, pause.toSeconds()) + " s: " + notTakenOut);
        }
        SpoolSender sender = new SpoolSender(catalog, outbox, queue, traces, clock);
        SpoolPass pass = new SpoolPass(spool, sender, goesOn);
        try {
            spool.requireOwnDirectory();
            // without the lock: another process of this host is at it
            Optional<Result> done = spool.replayLock().holding(Duration.ZERO, () -> replay(sender, pass, goesOn));
            backoff.succeeded();
            return done.orElse(Result.NOTHING);
        } catch (IOException e) {
            if (sender.taken() > 0) {
                notTakenOut = broken(e);
                backoff.failed();
            }
            return result(sender, pass, broken(e));
        }
    }

    private String broken(IOException e) {
        return "the spool " + spool.file() + " cannot be replayed: " + e;
    }

    private Result replay(SpoolSender sender, SpoolPass pass, BooleanSupplier goesOn) throws IOException {
        boolean emptied = !Files.exists(spool.replaying()) || pass.run();
        if (emptied && spool.moveAside()) {
            emptied = pass.run();
        }
        if (goesOn.getAsBoolean()) {
            review(sender, goesOn);
        }
        return result(sender, pass, emptied ? "" : sender.trouble());
    }

    /** The traces of a hook that is at work go into a new file meanwhile, and have their turn with the next review. */
    private void review(SpoolSender sender, BooleanSupplier goesOn) throws IOException {
        Instant now = clock.instant();
        Instant last = reviewedAt;
        if (!traces.hasUploads()
                || (last != null && Duration.between(last, now).abs().compareTo(REVIEW_AGAIN) < 0)) {
            return;
        }
        reviewedAt = now;
        Instant answered = answersSince;
        Instant since = answered == null || answered.isAfter(now) ? null : answered; // the clock was set back
        TraceReview review = new TraceReview(traces, catalog, sender, now, since == null ? now : since);
        if (Files.exists(traces.replaying()) || traces.moveAside()) {
            new SpoolPass(traces, review, goesOn).run();
        }
        answersSince = review.isStuck() ? null : since == null ? now : since;
    }

    private static Result result(SpoolSender sender, SpoolPass pass, String reason) {
        return new Result(sender.sent(), sender.toOutbox(), sender.registered(), pass.setAside(), reason);
    }
}
