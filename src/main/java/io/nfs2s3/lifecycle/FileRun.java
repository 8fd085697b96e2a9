package io.nfs2s3.lifecycle;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.lifecycle.Portion.Aside;
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
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * One run of a {@link FileJob} in this process, on the caller's thread: a few files are proved, then changed, then the next.
 * Outages are waited out. For one use.
 */
public final class FileRun implements AutoCloseable {
    /** Proved before they are changed: few, for a proof grows old. Of large files it takes minutes. */
    static final int AT_ONCE = 20;

    private final Jdbi jdbi;
    private final Runs runs;
    private final RunLease lease;
    private final FileWork work;
    private final PagedRun paged;
    private final FirstSamples samples = new FirstSamples();
    private RunBatch last = new RunBatch(0, Instant.EPOCH, RunCounts.NONE);
    private long failedProofs;

    /** How many names of its list the run has come upon, in whichever of its processes. */
    private long listed;

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
                runs, lease, work.progress(), Outages::pass, closedBecause, work::rate, work.goesOn(), name);
    }

    /**
     * Does all of it, or as much as is allowed.
     *
     * @throws RuntimeException what it fails by; the run can be resumed
     */
    public <F> RunResult take(FileJob<F> job, FileSelection selection) {
        return paged.take(() -> all(job, selection), this::done);
    }

    private void done() {
        TransactionRetry.inTransaction(jdbi, handle -> {
            runs.done(handle, lease, null, List.of());
            return true;
        });
    }

    private <F> void all(FileJob<F> job, FileSelection selection) {
        counted(paged.patiently(this::lastBatch));
        listed = paged.patiently(this::listedBefore);
        settle(job); // first of all: what another process left half done may be a file of this run
        SelectedFiles files = new SelectedFiles(selection, work.names(), Math.max(listed, lease.isNew() ? 0 : 1));
        files.forEach(paged::patiently, (page, others) -> Portion.of(job.read(page), others), portion -> {
            listed = Math.max(listed, files.listed());
            change(job, portion);
            return last.counts().done() < work.most();
        });
        settle(job);
    }

    private long listedBefore() {
        return jdbi.withHandle(handle -> runs.reached(handle, lease))
                .map(Long::valueOf)
                .orElse(0L);
    }

    private RunBatch lastBatch() {
        return jdbi.withHandle(handle -> runs.lastBatch(handle, lease)).orElse(last);
    }

    private void counted(RunBatch batch) {
        last = batch;
        work.progress().counts(batch.counts());
    }

    private <F> void change(FileJob<F> job, Portion<F> portion) {
        Aside aside = portion.aside();
        int from = 0;
        while (from < portion.files().size() || !aside.isEmpty()) {
            long room = work.most() - last.counts().done();
            if (room <= 0) {
                return;
            }
            int to = (int) Math.min(portion.files().size(), from + Math.min(AT_ONCE, room));
            List<F> part = portion.files().subList(from, to);
            paged.begin(part.size());
            change(job, part, aside);
            aside = Aside.NOTHING;
            from = to;
        }
        paged.check();
    }

    /** An attempt whose answer is lost may have been made: then it is not made again, but what it left half done is settled. */
    private <F> void change(FileJob<F> job, List<F> part, Aside aside) {
        boolean done = false;
        while (!done) {
            settle(job);
            Attempt attempt = new Attempt(aside);
            done = paged.patiently(() -> attempt.make(() -> job.act(job.prove(part), attempt)));
            attempt.told.forEach(this::tell);
        }
    }

    private <F> void settle(FileJob<F> job) {
        boolean more = true;
        while (more) {
            Attempt attempt = new Attempt(Aside.NOTHING);
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
        private final Aside aside;
        private boolean made;
        private List<LeftAlone> told = List.of();
        private @Nullable RunBatch batch;

        /** @param aside counted with it */
        Attempt(Aside aside) {
            this.aside = aside;
        }

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
            samples.keep(samples());
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
            told = Stream.concat(aside.leftAlone().stream(), leftAlone.stream()).toList();
            if (listed > 0) {
                runs.reached(handle, lease, Long.toString(listed));
            }
            batch = runs.count(
                    handle,
                    lease,
                    last.number() + 1,
                    aside.counts().plus(new RunCounts(done, unchanged, 0, leftAlone.size())),
                    samples.first(samples()));
            return batch;
        }

        private List<RunSample> samples() {
            return Stream.concat(
                            told.stream().map(file -> new RunSample(Category.FAILED, file.name(), file.text())),
                            aside.skipped().stream())
                    .toList();
        }
    }

    @Override
    public void close() {
        paged.close();
    }
}
