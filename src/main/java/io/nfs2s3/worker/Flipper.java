package io.nfs2s3.worker;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.SiteUpdateException;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.progress.WorkerLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flips pointers in batches, one statement each. What the site's own transactions hold waits by itself: a batch must not
 * wait for one row, nor an upload for the rows of a batch. Thread-safe.
 */
final class Flipper {
    /** What became of a pointer. */
    enum Flip {
        FLIPPED,
        /** The compare-and-set did not match. */
        LOST,
        /** A transaction of somebody else holds the row: to be tried again. */
        BUSY
    }

    private record Waiting(StoredCopy copy, CompletableFuture<Flip> flip) {
        FileVersion upload() {
            return copy.upload();
        }
    }

    /** Longer than the hook holds a row; what is held for longer is held by a transaction of the site. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** So many flips wait for a lock, and the others of the batch are not even tried. */
    private static final int MOST_LOCKED = 3;

    /** For so long after a flip a lock that one file meets is taken for a lock on its own rows. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private static final Duration SAY_EVERY = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(Flipper.class);
    private final MediaCatalog catalog;
    private final WorkerLimits limits;
    private final String worker;
    private final FlightLimit limit;
    private final IntSupplier calls;
    private final Batcher<Waiting> batcher;
    /** Of the thread that flips. */
    private long throughAt = System.nanoTime() - FRESH.toNanos();
    /** Likewise. */
    private long saidAt = System.nanoTime() - SAY_EVERY.toNanos();

    /** @param calls that the mount bears at once; 0 while nothing limits them */
    Flipper(
            MediaCatalog catalog,
            WorkerLimits limits,
            String worker,
            WorkerSettings settings,
            FlightLimit limit,
            IntSupplier calls) {
        this.catalog = catalog;
        this.limits = limits;
        this.worker = worker;
        this.limit = limit;
        this.calls = calls;
        this.batcher = new Batcher<>("nfs2s3-flip", settings.flipBatch(), settings.flipLinger(), this::flip);
    }

    CompletableFuture<Flip> submit(StoredCopy copy) {
        CompletableFuture<Flip> flip = new CompletableFuture<>();
        batcher.add(new Waiting(copy, flip));
        return flip;
    }

    private void flip(List<Waiting> batch) {
        try {
            together(batch);
        } catch (RuntimeException | Error e) {
            List<Waiting> left =
                    batch.stream().filter(one -> !one.flip().isDone()).toList();
            if (left.size() > 1 && (DatabaseErrors.isLocked(e) || !DatabaseErrors.isOutage(e))) {
                oneByOne(left); // one bad row rolled all of them back: find out which
            } else if (DatabaseErrors.isLocked(e) && System.nanoTime() - throughAt < FRESH.toNanos()) {
                left.forEach(one -> one.flip().complete(Flip.BUSY));
            } else {
                fail(left, e);
            }
        }
    }

    /** @throws RuntimeException when those that have no answer yet were not flipped */
    private void together(List<Waiting> batch) {
        Map<FileVersion, StoredCopy> copies = new LinkedHashMap<>(); // a message may have come twice
        batch.forEach(one -> copies.putIfAbsent(one.upload(), one.copy()));
        long began = System.nanoTime();
        Set<FileVersion> flipped = catalog.flip(worker, copies.values(), Duration.ZERO);
        limit.flipped(System.nanoTime() - began);
        answer(batch, flipped, Flip.FLIPPED);
        copies.keySet().removeAll(flipped);
        if (!copies.isEmpty()) {
            Optional<Set<FileVersion>> later = patiently(copies.values());
            later.ifPresent(more -> answer(batch, more, Flip.FLIPPED));
            Flip others = later.isPresent() ? Flip.LOST : Flip.BUSY;
            batch.stream()
                    .filter(one -> copies.containsKey(one.upload()))
                    .forEach(one -> one.flip().complete(others));
        }
        batch.forEach(one -> one.flip().complete(Flip.LOST)); // the second of two
        throughAt = System.nanoTime();
        if (throughAt - saidAt >= SAY_EVERY.toNanos()) {
            saidAt = throughAt;
            sayLimits();
        }
    }

    /** For those who look on; nothing depends on it. */
    private void sayLimits() {
        try {
            limits.say(worker, limit.now(), calls.getAsInt());
        } catch (RuntimeException e) {
            log.debug("limits not written", e);
        }
    }

    /** For those that others held, or that are not to be flipped any more. @return empty when others hold them still */
    private Optional<Set<FileVersion>> patiently(Collection<StoredCopy> copies) {
        try {
            return Optional.of(catalog.flip(worker, copies, PATIENCE));
        } catch (RuntimeException e) {
            if (DatabaseErrors.isLocked(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The first of each upload gets the answer. */
    private static void answer(List<Waiting> batch, Set<FileVersion> uploads, Flip answer) {
        Map<FileVersion, Waiting> first = new LinkedHashMap<>();
        batch.forEach(one -> first.putIfAbsent(one.upload(), one));
        uploads.forEach(upload -> Optional.ofNullable(first.get(upload))
                .ifPresent(one -> one.flip().complete(answer)));
    }

    /** Where some come through, a lock is on the rows of the others; where none does, it is an outage. */
    private void oneByOne(List<Waiting> batch) {
        List<Waiting> locked = new ArrayList<>();
        Optional<Throwable> lock = Optional.empty();
        boolean through = false;
        for (Waiting one : batch) {
            if (locked.size() >= MOST_LOCKED) {
                locked.add(one);
                continue;
            }
            try {
                together(List.of(one));
                through = true;
            } catch (RuntimeException | Error e) {
                if (DatabaseErrors.isLocked(e)) {
                    locked.add(one);
                    lock = Optional.of(e);
                } else {
                    fail(List.of(one), e);
                }
            }
        }
        if (through) {
            locked.forEach(one -> one.flip().complete(Flip.BUSY));
        } else {
            lock.ifPresent(error -> fail(locked, error));
        }
    }

    private static void fail(List<Waiting> batch, Throwable error) {
        MigrationException failure = new MigrationException(
                code(error), "the pointer could not be flipped: " + DatabaseErrors.text(error), error);
        batch.forEach(one -> one.flip().completeExceptionally(failure));
    }

    private static FailureCode code(Throwable error) {
        if (DatabaseErrors.isOutage(error) || DatabaseErrors.isInvalidStatement(error)) {
            return FailureCode.DATABASE_DOWN; // a statement that the database does not take fails for every file
        }
        return error instanceof SiteUpdateException ? FailureCode.SITE_UPDATE : FailureCode.INTERNAL;
    }

    /** Flips what waits, and ends. @return false when that is not done at the end of the patience */
    boolean close(Duration patience) {
        return batcher.close(patience);
    }
}
