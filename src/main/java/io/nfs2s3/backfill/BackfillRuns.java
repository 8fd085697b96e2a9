package io.nfs2s3.backfill;

import io.nfs2s3.database.Deadlocks;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.runs.BackfillCounts;
import io.nfs2s3.runs.BackfillLease;
import io.nfs2s3.runs.BackfillLeaseSql;
import io.nfs2s3.runs.BackfillLostException;
import io.nfs2s3.runs.BackfillRun;
import io.nfs2s3.runs.BackfillRun.Source;
import io.nfs2s3.runs.BackfillRunSql;
import io.nfs2s3.runs.BackfillSample;
import io.nfs2s3.runs.BackfillSampleSql;
import io.nfs2s3.runs.BackfillState;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The runs of the backfill, and the files that they register.
 *
 * <p>Thread-safe. A run belongs to one process at a time, which holds a {@link BackfillLease} on it; what a process writes
 * that lost it is rolled back. Errors of the database come as {@link org.jdbi.v3.core.JdbiException}.
 */
public final class BackfillRuns {
    private final Jdbi jdbi;

    public BackfillRuns(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Begins a run.
     *
     * @throws IllegalArgumentException when an unfinished run may come upon the same files: a row remembers only the last
     *     run that saw it, so neither could be resumed without counting again
     */
    public BackfillLease start(Source source, String what, String owner) {
        return jdbi.inTransaction(handle -> {
            BackfillRunSql.lock(handle);
            BackfillRunSql.overlapping(handle, source, what).stream()
                    .findFirst()
                    .ifPresent(other -> {
                        throw new IllegalArgumentException("run " + other.id() + " of "
                                + (other.what().isEmpty() ? "everything" : "\"" + other.what() + "\"") + " is "
                                + other.state() + ", and may come upon the same files: 'backfill resume " + other.id()
                                + "' goes on with it, 'backfill cancel " + other.id() + "' gives it up");
                    });
            return new BackfillLease(BackfillRunSql.insert(handle, source, what, owner), owner);
        });
    }

    /**
     * Goes on with a run whose process ended. Files that it registered are not registered again.
     *
     * @param isFree whether the run is nobody's: its process ended, or is not heard of any more
     * @throws IllegalArgumentException when there is no such run, it is finished, or its process may be alive
     */
    public BackfillLease takeOver(long id, String owner, Predicate<BackfillRun> isFree) {
        return jdbi.inTransaction(handle -> {
            BackfillRun run = BackfillRunSql.find(handle, id)
                    .orElseThrow(() -> new IllegalArgumentException("there is no run " + id));
            if (!run.state().next().contains(BackfillState.RUNNING)) {
                throw new IllegalArgumentException("run " + id + " is " + run.state() + " and cannot be resumed");
            }
            if (!isFree.test(run) || !BackfillRunSql.takeOver(handle, run, owner)) {
                throw new IllegalArgumentException("run " + id + " is running, by " + run.owner());
            }
            BackfillSampleSql.forget(handle, id);
            return new BackfillLease(id, owner);
        });
    }

    /** How many batches of the run were registered. */
    public long batches(BackfillLease lease) {
        return jdbi.withHandle(handle -> BackfillLeaseSql.lastBatch(handle, lease))
                .map(BackfillLeaseSql.Batch::number)
                .orElse(0L);
    }

    /**
     * Registers a batch: rows, counts and samples in one transaction. Repeated after its answer was lost it changes
     * nothing, and answers as the first time.
     *
     * @param number one more than that of the batch before
     * @return with the counts of the whole run
     * @throws BackfillLostException when the run is not this process's any more
     */
    public BackfillRegistered register(BackfillLease lease, long number, BackfillBatch batch) {
        return Deadlocks.retrying(() -> {
            try {
                return jdbi.inTransaction(handle -> register(handle, lease, number, batch));
            } catch (BackfillLostException e) {
                return jdbi.withHandle(handle -> registeredBefore(handle, lease, number))
                        .orElseThrow(() -> e);
            }
        });
    }

    private static BackfillRegistered register(Handle handle, BackfillLease lease, long number, BackfillBatch batch) {
        List<BackfillSql.Row> rows = BackfillSql.register(handle, lease.run(), batch.files());
        long inserted = rows.stream().filter(BackfillSql.Row::inserted).count();
        BackfillCounts counts = new BackfillCounts(inserted, rows.size() - inserted, batch.skipped(), batch.bad());
        BackfillSampleSql.keep(handle, lease.run(), batch.samples());
        // last, so that the row of the run is locked for a moment only
        BackfillLeaseSql.Batch counted = BackfillLeaseSql.count(handle, lease, number, counts)
                .orElseThrow(() -> new BackfillLostException(lease));
        List<FileVersion> toSend = rows.stream()
                .filter(BackfillSql.Row::needsMessage)
                .map(BackfillSql.Row::upload)
                .toList();
        return new BackfillRegistered(counted.counts(), toSend, counted.at());
    }

    private static Optional<BackfillRegistered> registeredBefore(Handle handle, BackfillLease lease, long number) {
        return BackfillLeaseSql.lastBatch(handle, lease)
                .filter(last -> last.number() == number)
                .map(last -> new BackfillRegistered(
                        last.counts(),
                        BackfillSql.queuedBetween(handle, lease.run(), last.at().minusNanos(1_000), last.at()),
                        last.at()));
    }

    /**
     * What an earlier process of the run registered, and may not have sent: a few batches at most.
     *
     * @return empty when there is none
     */
    public Optional<BackfillRegistered> unsent(BackfillLease lease) {
        return jdbi.withHandle(handle -> BackfillLeaseSql.lastBatch(handle, lease)
                .map(last -> new BackfillRegistered(
                        last.counts(),
                        BackfillSql.queuedBetween(
                                handle, lease.run(), BackfillLeaseSql.sentUpTo(handle, lease), last.at()),
                        last.at()))
                .filter(last -> !last.toSend().isEmpty()));
    }

    /**
     * Notes that a batch's files are in the queue.
     *
     * @throws BackfillLostException when the run is not this process's any more
     */
    public void sent(BackfillLease lease, BackfillRegistered batch) {
        jdbi.useHandle(handle -> require(
                lease, BackfillLeaseSql.sent(handle, lease, batch.toSend().size(), batch.at())));
    }

    /**
     * Says that the process of the run is alive.
     *
     * @throws BackfillLostException when the run is not this process's any more
     */
    public void renew(BackfillLease lease) {
        jdbi.useHandle(handle -> require(lease, BackfillLeaseSql.renew(handle, lease)));
    }

    /**
     * Ends a run whose every name was taken. Of a scan it counts the files that it did not find: a few seconds for
     * millions of rows.
     *
     * @throws BackfillLostException when the run is not this process's any more
     */
    public void done(BackfillLease lease, Source source) {
        jdbi.useTransaction(handle -> {
            Long missing = null;
            if (source == Source.SCAN) {
                missing = BackfillSql.unseen(handle, lease.run());
                BackfillSampleSql.keep(handle, lease.run(), BackfillSql.unseenSamples(handle, lease.run()));
            }
            require(lease, BackfillLeaseSql.end(handle, lease, BackfillState.DONE, missing, null));
        });
    }

    /**
     * Ends a run that another process can go on with.
     *
     * @param error why it FAILED; null when it was told to stop
     * @throws BackfillLostException when the run is not this process's any more
     */
    public void interrupted(BackfillLease lease, @Nullable String error) {
        BackfillState state = error == null ? BackfillState.PAUSED : BackfillState.FAILED;
        jdbi.useHandle(handle -> require(lease, BackfillLeaseSql.end(handle, lease, state, null, error)));
    }

    private static void require(BackfillLease lease, boolean held) {
        if (!held) {
            throw new BackfillLostException(lease);
        }
    }

    /**
     * Gives a run up; its process, if there is one, ends by itself. What it queued stays queued.
     *
     * @throws IllegalArgumentException when it is finished, or there is none
     */
    public void cancel(long id) {
        if (!jdbi.withHandle(handle -> BackfillRunSql.cancel(handle, id))) {
            throw new IllegalArgumentException("there is no run " + id + " that is unfinished");
        }
    }

    public Optional<BackfillRun> find(long id) {
        return jdbi.withHandle(handle -> BackfillRunSql.find(handle, id));
    }

    /** The newest first. */
    public List<BackfillRun> newest(int limit) {
        return jdbi.withHandle(handle -> BackfillRunSql.newest(handle, false, limit));
    }

    /** Those that are RUNNING, PAUSED or FAILED, the newest first. */
    public List<BackfillRun> unfinished() {
        return jdbi.withHandle(handle -> BackfillRunSql.newest(handle, true, Integer.MAX_VALUE));
    }

    public List<BackfillSample> samples(long id) {
        return jdbi.withHandle(handle -> BackfillSampleSql.of(handle, id));
    }

    /** How many of these files have a row. */
    public long known(List<BackfillBatch.File> files) {
        return jdbi.withHandle(handle -> BackfillSql.known(handle, files));
    }

    /**
     * How many files are QUEUED.
     *
     * @param most where counting ends
     */
    public long queued(long most) {
        return jdbi.withHandle(handle -> BackfillSql.queued(handle, most));
    }
}
