package io.nfs2s3.lifecycle;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.lifecycle.FileJob.Proved;
import io.nfs2s3.lifecycle.FileJob.Slice;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.runs.FirstSamples;
import io.nfs2s3.runs.PagedRun;
import io.nfs2s3.runs.RunBatch;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.RunSample.Category;
import io.nfs2s3.runs.Runs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * One run of a {@link FileJob} in this process, on the caller's thread: a few files are proved, then changed, then the next.
 * Outages are waited out. For one use.
 */
public final class FileRun implements AutoCloseable {
    /** Proved before they are changed: few, for a proof grows old. Of large files it takes minutes. */
    private static final int AT_ONCE = 20;

    /** What somebody has to see to; to wait would hide it. */
    private static final Set<FailureCode> STOPS =
            EnumSet.of(FailureCode.SITE_SUSPENDED, FailureCode.STORE_REFUSES, FailureCode.STORE_REFUSES_PARTS);

    private final Jdbi jdbi;
    private final Runs runs;
    private final RunLease lease;
    private final FileWork work;
    private final PagedRun paged;
    private final FirstSamples samples = new FirstSamples();
    private RunBatch last = new RunBatch(0, Instant.EPOCH, RunCounts.NONE);
    private long failedProofs;

    /**
     * @param closedBecause why the run must wait; empty when it need not
     * @param name of its threads
     */
    public FileRun(Jdbi jdbi, Runs runs, Supplier<String> closedBecause, RunLease lease, FileWork work, String name) {
        this.jdbi = jdbi;
        this.runs = runs;
        this.lease = lease;
        this.work = work;
        this.paged = new PagedRun(
                runs, lease, work.progress(), FileRun::passes, closedBecause, work::rate, work.goesOn(), name);
    }

    /** Whether a later try may do better by itself. */
    public static boolean passes(RuntimeException error) {
        return error instanceof MigrationException classed
                && classed.code().nature() == Nature.OUTAGE
                && !STOPS.contains(classed.code());
    }

    /**
     * Does all of it, or as much as is allowed.
     *
     * @throws RuntimeException what it fails by; the run can be resumed
     */
    public <F> RunResult take(FileJob<F> job) {
        return paged.take(() -> all(job), this::done);
    }

    private void done() {
        TransactionRetry.inTransaction(jdbi, handle -> {
            runs.done(handle, lease, null, List.of());
            return true;
        });
    }

    private <F> void all(FileJob<F> job) {
        counted(paged.patiently(this::lastBatch));
        settle(job); // first of all: what another process left half done may be a file of this run
        MediaPath after = null;
        do {
            MediaPath from = after;
            Slice<F> slice = paged.patiently(() -> job.next(from));
            change(job, slice);
            after = slice.last();
        } while (after != null && last.counts().done() < work.most());
        settle(job);
    }

    private RunBatch lastBatch() {
        return jdbi.withHandle(handle -> runs.lastBatch(handle, lease)).orElse(last);
    }

    private void counted(RunBatch batch) {
        last = batch;
        work.progress().counts(batch.counts());
    }

    private <F> void change(FileJob<F> job, Slice<F> slice) {
        List<LeftAlone> leftAlone = slice.leftAlone();
        int from = 0;
        while (from < slice.files().size() || !leftAlone.isEmpty()) {
            long room = work.most() - last.counts().done();
            if (room <= 0) {
                return;
            }
            int to = (int) Math.min(slice.files().size(), from + Math.min(AT_ONCE, room));
            List<F> part = slice.files().subList(from, to);
            paged.begin(part.size());
            change(job, part, leftAlone);
            leftAlone = List.of();
            from = to;
        }
    }

    /** An attempt whose answer is lost may have been made: then it is not made again, but what it left half done is settled. */
    private <F> void change(FileJob<F> job, List<F> part, List<LeftAlone> leftAlone) {
        boolean done = false;
        while (!done) {
            settle(job);
            Attempt attempt = new Attempt();
            done = paged.patiently(() -> attempt.make(() -> {
                Proved<F> proved = job.prove(part);
                List<LeftAlone> all = new ArrayList<>(leftAlone);
                all.addAll(proved.leftAlone());
                return job.act(new Proved<>(proved.files(), all, proved.unchanged()), attempt);
            }));
            attempt.told.forEach(this::tell);
        }
    }

    private <F> void settle(FileJob<F> job) {
        boolean more = true;
        while (more) {
            Attempt attempt = new Attempt();
            boolean made = paged.patiently(() -> attempt.make(() -> job.settle(attempt) ? attempt.settled() : last));
            attempt.told.forEach(this::tell);
            more = !made || attempt.batch != null;
        }
    }

    private void tell(LeftAlone file) {
        work.leftAlone().accept(file);
        if (file.reason().isFailedProof() && ++failedProofs > work.mostFailedProofs()) {
            throw new FailedProofsException(work.mostFailedProofs());
        }
    }

    /** One change, counted as the next batch. */
    private final class Attempt implements FileJob.Count {
        private boolean made;
        private List<LeftAlone> told = List.of();
        private @Nullable RunBatch batch;

        /** @return false when it was made before, in vain */
        boolean make(Supplier<RunBatch> change) {
            if (made) {
                RunBatch now = lastBatch();
                if (now.number() == last.number()) {
                    told = List.of();
                    batch = null;
                    return false;
                }
                counted(now);
                return true;
            }
            made = true;
            RunBatch now = change.get();
            samples.keep(samples(told));
            counted(now);
            return true;
        }

        RunBatch settled() {
            return Objects.requireNonNull(batch, "what was settled was not counted");
        }

        @Override
        public void requireLease() {
            runs.renew(lease);
        }

        @Override
        public RunBatch in(Handle handle, long done, long unchanged, List<LeftAlone> leftAlone) {
            told = List.copyOf(leftAlone);
            batch = runs.count(
                    handle,
                    lease,
                    last.number() + 1,
                    new RunCounts(done, unchanged, 0, leftAlone.size()),
                    samples.first(samples(leftAlone)));
            return batch;
        }

        private List<RunSample> samples(List<LeftAlone> files) {
            return files.stream()
                    .map(file -> new RunSample(Category.FAILED, file.path().value(), file.text()))
                    .toList();
        }
    }

    /**
     * Looks at every file, until it is told to stop or the run would be at its limit, and changes nothing.
     *
     * @return with the files that would be changed as done
     * @throws RuntimeException when something is down
     */
    public static <F> RunCounts preview(FileJob<F> job, FileWork work) {
        RateLimiter limiter = new RateLimiter(work::rate);
        MediaPath after = null;
        do {
            Slice<F> slice = job.next(after);
            told(work, 0, 0, slice.leftAlone());
            int to;
            for (int from = 0; from < slice.files().size(); from = to) {
                long room = work.most() - work.progress().counts().done();
                if (room <= 0) {
                    return work.progress().counts();
                }
                to = (int) Math.min(slice.files().size(), from + Math.min(AT_ONCE, room));
                List<F> part = slice.files().subList(from, to);
                part.forEach(file -> {
                    limiter.acquire();
                    work.progress().look();
                });
                Proved<F> proved = job.prove(part);
                told(work, proved.files().size(), proved.unchanged(), proved.leftAlone());
                if (!work.goesOn().getAsBoolean()) {
                    return work.progress().counts();
                }
            }
            after = slice.last();
        } while (after != null && work.goesOn().getAsBoolean());
        return work.progress().counts();
    }

    private static void told(FileWork work, long done, long unchanged, List<LeftAlone> leftAlone) {
        leftAlone.forEach(work.leftAlone());
        work.progress().counts(work.progress().counts().plus(new RunCounts(done, unchanged, 0, leftAlone.size())));
    }

    @Override
    public void close() {
        paged.close();
    }
}
