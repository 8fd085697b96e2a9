package io.nfs2s3.runs;

import io.nfs2s3.database.TransactionRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one kind.
 *
 * <p>Thread-safe. A run belongs to one process at a time, which holds a {@link RunLease} on it; what a process writes that
 * lost it is refused. The methods that take a {@link Handle} belong into a transaction with what the run itself does, so
 * that it cannot be counted without being done. Errors of the database come as {@link org.jdbi.v3.core.JdbiException}.
 */
public final class Runs {
    private final Jdbi jdbi;
    private final RunKind kind;
    private final RunWatcher watcher;

    /** Of which nobody is told. */
    public Runs(Jdbi jdbi, RunKind kind) {
        this(jdbi, kind, RunWatcher.NOBODY);
    }

    /** @param watcher is told when runs begin and end in this process */
    public Runs(Jdbi jdbi, RunKind kind, RunWatcher watcher) {
        this.jdbi = jdbi;
        this.kind = kind;
        this.watcher = watcher;
    }

    /**
     * Begins a run.
     *
     * @param what as in {@link Run}
     * @param rate names a second, for who goes on with it should this process end at once; 0 for no limit
     * @param check told of the runs of this kind that are unfinished; throws if the new one must not begin beside them
     */
    public RunLease start(String source, String what, String owner, int rate, Consumer<List<Run>> check) {
        RunLease lease = TransactionRetry.inTransaction(jdbi, handle -> {
            RunSql.lock(handle);
            check.accept(RunSql.newest(handle, kind, true, Integer.MAX_VALUE));
            return new RunLease(RunSql.insert(handle, kind, source, what, owner, rate), owner, true);
        });
        watcher.begun(kind, lease, source, what);
        return lease;
    }

    /**
     * Begins a run of a source that several hosts begin by the same schedule: one of them does. Those that FAILED at
     * earlier turns are given up.
     *
     * @param rate as in {@link #start}
     * @param turn a run that began less than so long ago was of the same turn
     * @return empty when this turn was taken, or a run of the source is RUNNING or PAUSED
     */
    public Optional<RunLease> startTurn(String source, String what, String owner, int rate, Duration turn) {
        Optional<RunLease> begun = TransactionRetry.inTransaction(jdbi, handle -> {
            RunSql.lock(handle);
            if (RunSql.hadTurn(handle, kind, source, turn)) {
                return Optional.empty();
            }
            RunSql.cancelFailed(handle, kind, source);
            return Optional.of(new RunLease(RunSql.insert(handle, kind, source, what, owner, rate), owner, true));
        });
        begun.ifPresent(lease -> watcher.begun(kind, lease, source, what));
        return begun;
    }

    /**
     * Gives up a run of an earlier turn that is PAUSED.
     *
     * @param turn a run that began less than so long ago is of the turn that is due
     * @return false when it is of this turn, or another process goes on with it
     */
    public boolean giveUp(long run, Duration turn) {
        return TransactionRetry.statement(jdbi, handle -> RunSql.giveUp(handle, kind, run, turn));
    }

    /** Whether a run of a source is RUNNING or PAUSED, or began less than so long ago. */
    public boolean hadTurn(String source, Duration turn) {
        return jdbi.withHandle(handle -> RunSql.hadTurn(handle, kind, source, turn));
    }

    /**
     * Goes on with a run whose process ended.
     *
     * @throws IllegalArgumentException when there is no such run, it is finished, or its process may be alive
     */
    public RunLease takeOver(long id, String owner) {
        Run taken = TransactionRetry.inTransaction(jdbi, handle -> {
            Run run = RunSql.find(handle, kind, id)
                    .orElseThrow(() -> new IllegalArgumentException("there is no run " + id));
            if (!run.state().next().contains(RunState.RUNNING)) {
                throw new IllegalArgumentException("run " + id + " is " + run.state() + " and cannot be resumed");
            }
            if (!run.isFree(owner) || !RunSql.takeOver(handle, kind, run, owner)) {
                throw new IllegalArgumentException("run " + id + " is running, by " + run.owner());
            }
            if (!kind.keepsItsPlace()) {
                RunSampleSql.forget(handle, id);
            }
            return run;
        });
        RunLease lease = new RunLease(id, owner, false);
        watcher.begun(kind, lease, taken.source(), taken.what());
        return lease;
    }

    /** Has the end of a run told. */
    void ended(RunResult result, RunCounts counts) {
        watcher.ended(kind, result, counts);
    }

    /** Has it told that a run failed. */
    void failed(RunLease lease, RuntimeException failure, RunCounts counts) {
        watcher.failed(kind, lease.run(), failure, counts);
    }

    /**
     * Counts a batch, and keeps samples of it. The last statement of its transaction should be this one, so that the row
     * of the run is locked for a moment only.
     *
     * @param number one more than that of the batch before
     * @throws RunLostException when the run is not this process's any more, or the batch is not the next one
     */
    public RunBatch count(Handle handle, RunLease lease, long number, RunCounts counts, List<RunSample> samples) {
        RunSampleSql.keep(handle, lease.run(), samples);
        return RunLeaseSql.count(handle, lease, number, counts).orElseThrow(() -> new RunLostException(lease));
    }

    /**
     * Notes how far a run is that goes through keys in their order; in the transaction that counts what was done until there.
     *
     * @param key the last one that is dealt with
     * @throws RunLostException when the run is not this process's any more
     */
    public void reached(Handle handle, RunLease lease, String key) {
        require(lease, RunLeaseSql.reached(handle, lease, key));
    }

    /** The last key that a run is done with; empty at its beginning, and when the lease is lost. */
    public Optional<String> reached(Handle handle, RunLease lease) {
        return RunLeaseSql.reached(handle, lease);
    }

    /** The last batch that was counted; empty when the lease is lost, or there was none. */
    public Optional<RunBatch> lastBatch(Handle handle, RunLease lease) {
        return RunLeaseSql.lastBatch(handle, lease);
    }

    /** The time of the last batch whose messages are all sent; 1970 when there is none. */
    public Instant sentUpTo(Handle handle, RunLease lease) {
        return RunLeaseSql.sentUpTo(handle, lease);
    }

    /**
     * Notes that files of a run are in messages.
     *
     * @param upTo the time of their batch
     * @throws RunLostException when the run is not this process's any more
     */
    public void sent(RunLease lease, long files, Instant upTo) {
        require(lease, TransactionRetry.statement(jdbi, handle -> RunLeaseSql.sent(handle, lease, files, upTo)));
    }

    /**
     * Notes how fast this process lets a run go, for who goes on with it.
     *
     * @param rate names a second; 0 for no limit
     * @throws RunLostException when the run is not this process's any more
     */
    void rate(RunLease lease, int rate) {
        require(lease, TransactionRetry.statement(jdbi, handle -> RunLeaseSql.rate(handle, lease, rate)));
    }

    /**
     * Says that the process of the run is alive.
     *
     * @throws RunLostException when the run is not this process's any more
     */
    public void renew(RunLease lease) {
        require(lease, TransactionRetry.statement(jdbi, handle -> RunLeaseSql.renew(handle, lease)));
    }

    /**
     * Ends a run that came to its end.
     *
     * @param missing what it did not find; null when it does not look for that
     * @param samples of what it did not find
     * @throws RunLostException when the run is not this process's any more
     */
    public void done(Handle handle, RunLease lease, @Nullable Long missing, List<RunSample> samples) {
        RunSampleSql.keep(handle, lease.run(), samples);
        require(lease, RunLeaseSql.end(handle, lease, RunState.DONE, missing, null));
    }

    /**
     * Ends a run that another process can go on with.
     *
     * @param error why it FAILED; null when it was told to stop
     * @throws RunLostException when the run is not this process's any more
     */
    public void interrupted(RunLease lease, @Nullable String error) {
        RunState state = error == null ? RunState.PAUSED : RunState.FAILED;
        require(lease, TransactionRetry.statement(jdbi, handle -> RunLeaseSql.end(handle, lease, state, null, error)));
    }

    /**
     * Takes back a run that this process began, and that counted nothing: its names could not even be had, so there is
     * nothing to go on with. One that was begun elsewhere may find its names there.
     *
     * @return false when there is something, or the run was begun earlier; then it stays
     */
    boolean withdraw(RunLease lease) {
        return lease.isNew() && TransactionRetry.statement(jdbi, handle -> RunLeaseSql.withdraw(handle, lease));
    }

    private static void require(RunLease lease, boolean held) {
        if (!held) {
            throw new RunLostException(lease);
        }
    }

    /**
     * Gives a run up; its process, if there is one, ends by itself. What it did stays done.
     *
     * @throws IllegalArgumentException when it is finished, or there is none
     */
    public void cancel(long id) {
        TransactionRetry.statement(jdbi, handle -> {
            cancel(handle, id);
            return true;
        });
    }

    /** {@link #cancel(long)}, in a transaction of the caller's, who writes more with it. */
    public void cancel(Handle handle, long id) {
        if (!RunSql.cancel(handle, kind, id)) {
            throw new IllegalArgumentException("there is no run " + id + " that is unfinished");
        }
    }

    public Optional<Run> find(long id) {
        return jdbi.withHandle(handle -> RunSql.find(handle, kind, id));
    }

    /** The newest one of these sources that is DONE. */
    public Optional<Run> lastDone(List<String> sources) {
        return lastDone(sources, 1).stream().findFirst();
    }

    /** The newest ones of these sources that are DONE, the newest first. */
    public List<Run> lastDone(List<String> sources, int limit) {
        return jdbi.withHandle(handle -> RunSql.lastDone(handle, kind, sources, limit));
    }

    /** The newest first. */
    public List<Run> newest(int limit) {
        return jdbi.withHandle(handle -> RunSql.newest(handle, kind, false, limit));
    }

    /** Those that are RUNNING, PAUSED or FAILED, the newest first. */
    public List<Run> unfinished() {
        return jdbi.withHandle(handle -> RunSql.newest(handle, kind, true, Integer.MAX_VALUE));
    }

    public List<RunSample> samples(long id) {
        return jdbi.withHandle(handle -> RunSampleSql.of(handle, id));
    }
}
