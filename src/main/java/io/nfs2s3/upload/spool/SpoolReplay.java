package io.nfs2s3.upload.spool;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.outbox.Outbox;
import io.nfs2s3.queue.MigrationQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * Takes the uploads out of this host's spool file.
 *
 * <p>Each goes to SQS without a generation; or into the outbox, also without one, while SQS is down. So it is the worker
 * that decides, with the file before it, whether an upload is new: a record that comes twice, or days late, does not
 * point readers back at an original that has been removed since. Only an upload of a kind that is not migrated is
 * registered here.
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
     * @param reason why uploads are left; empty when none are
     */
    public record Result(int sent, int toOutbox, int registered, int setAside, String reason) {
        static final Result NOTHING = new Result(0, 0, 0, 0, "");

        /** How many uploads left the spool. */
        public int replayed() {
            return sent + toOutbox + registered;
        }
    }

    private final Spool spool;
    private final MediaCatalog catalog;
    private final Outbox outbox;
    private final MigrationQueue queue;

    /** @param file the setting {@code upload.spool} */
    public SpoolReplay(Path file, MediaCatalog catalog, Outbox outbox, MigrationQueue queue, Clock clock) {
        this.spool = new Spool(file, clock);
        this.catalog = catalog;
        this.outbox = outbox;
        this.queue = queue;
    }

    /** How much waits in the spool, in bytes. */
    public long waitingBytes() {
        return spool.bytes();
    }

    /** Replays until the spool is empty, or neither SQS nor the database takes more. Cheap when there is none. */
    public Result replay() {
        if (!spool.hasUploads()) {
            return Result.NOTHING;
        }
        SpoolSender sender = new SpoolSender(catalog, outbox, queue);
        SpoolPass pass = new SpoolPass(spool, sender);
        try {
            spool.requireOwnDirectory();
            // without the lock: another process of this host is at it
            return spool.replayLock()
                    .holding(Duration.ZERO, () -> replay(sender, pass))
                    .orElse(Result.NOTHING);
        } catch (IOException e) {
            return result(sender, pass, "the spool " + spool.file() + " cannot be replayed: " + e);
        }
    }

    private Result replay(SpoolSender sender, SpoolPass pass) throws IOException {
        boolean emptied = !Files.exists(spool.replaying()) || pass.run();
        if (emptied && spool.moveAside()) {
            emptied = pass.run();
        }
        return result(sender, pass, emptied ? "" : sender.trouble());
    }

    private static Result result(SpoolSender sender, SpoolPass pass, String reason) {
        return new Result(sender.sent(), sender.toOutbox(), sender.registered(), pass.setAside(), reason);
    }
}
