package io.nfs2s3.lifecycle;

import io.nfs2s3.lifecycle.FileJob.Proved;
import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.runs.RunCounts;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Goes through the files that a {@link FileRun} would be about, and changes nothing. Ends where the run would be at its limit, or
 * when it is told to. For one thread, and for one use.
 */
public final class FilePreview<F> {
    private final FileJob<F> job;
    private final FileSelection selection;
    private final FileWork work;
    private final RateLimiter limiter;
    private Forecast sum = Forecast.NOTHING;

    public FilePreview(FileJob<F> job, FileSelection selection, FileWork work) {
        this.job = job;
        this.selection = selection;
        this.work = work;
        this.limiter = RateLimiter.of(work::rate);
    }

    /**
     * Looks at every file.
     *
     * @return with the files that would be changed as done
     * @throws RuntimeException when something is down
     */
    public RunCounts look() {
        forEach(this::look);
        return work.progress().counts();
    }

    /**
     * Sums what files would take, by their rows.
     *
     * @throws RuntimeException when the database is down
     */
    public Forecast forecast() {
        forEach(this::add);
        return sum;
    }

    private void forEach(Predicate<Portion<F>> each) {
        new SelectedFiles(selection, work.names(), 0)
                .forEach(Supplier::get, (page, others) -> Portion.of(job.read(page), others), each);
    }

    private boolean look(Portion<F> portion) {
        tell(portion.aside().counts(), portion.aside().leftAlone());
        int to;
        for (int from = 0; from < portion.files().size(); from = to) {
            long room = work.most() - work.progress().counts().done();
            if (room <= 0) {
                return false;
            }
            to = (int) Math.min(portion.files().size(), from + Math.min(FileRun.AT_ONCE, room));
            look(portion.files().subList(from, to));
            if (!work.goesOn().getAsBoolean()) {
                return false;
            }
        }
        return work.goesOn().getAsBoolean();
    }

    private void look(List<F> part) {
        part.forEach(file -> {
            limiter.acquire();
            work.progress().look();
        });
        Proved<F> proved = job.prove(part);
        tell(
                new RunCounts(
                        proved.files().size(),
                        proved.unchanged(),
                        0,
                        proved.leftAlone().size()),
                proved.leftAlone());
    }

    private void tell(RunCounts counts, List<LeftAlone> leftAlone) {
        leftAlone.forEach(work.leftAlone());
        work.progress().counts(work.progress().counts().plus(counts));
    }

    private boolean add(Portion<F> portion) {
        for (F file : portion.files()) {
            if (sum.files() >= work.most()) {
                return false;
            }
            sum = sum.plus(job.forecast(file));
            work.progress().look();
        }
        return work.goesOn().getAsBoolean();
    }
}
