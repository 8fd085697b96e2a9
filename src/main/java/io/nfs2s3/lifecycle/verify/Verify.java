package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.database.TableRights;
import io.nfs2s3.lifecycle.Outages;
import io.nfs2s3.runs.ControlPoller;
import io.nfs2s3.runs.PagedRun;
import io.nfs2s3.runs.PartedRuns;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunPart;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.RunStoppedException;
import io.nfs2s3.runs.Runs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;

/**
 * Verifies that keep a record. Each is cut into parts at its beginning; a part is counted once all of it is done, and a run
 * that is resumed goes on with those that are left. Thread-safe.
 */
public final class Verify {
    /** What a run looks at: {@link Run#source}. */
    public enum Source {
        /** All files of its selection. */
        ALL,
        /** Some of them by chance. */
        SAMPLE,
        /** Those below a prefix, or some of them by chance; or all, compared otherwise than the daemons do. */
        PART,
        /** All files, by the schedule of the daemons. */
        SCHEDULED_ALL,
        /** Some of them by chance, by the schedule of the daemons. */
        SCHEDULED_SAMPLE;

        static Source of(VerifySelection selection) {
            if (!selection.prefix().isEmpty() || selection.inventory() != null || selection.unregistered()) {
                return PART;
            }
            return selection.sample() > 0 ? SAMPLE : ALL;
        }
    }

    private final Jdbi jdbi;
    private final Runs runs;
    private final PartedRuns parts;
    private final Verifier verifier;
    private final ControlPoller control;
    private final Supplier<String> owners;

    /**
     * @param runs those of verifies
     * @param control closed by its owner
     * @param owners name this process, anew for each run that it begins or goes on with: host, process id, and a number of
     *     its own, separated by slashes
     */
    public Verify(
            Jdbi jdbi, Runs runs, PartedRuns parts, Verifier verifier, ControlPoller control, Supplier<String> owners) {
        this.jdbi = jdbi;
        this.runs = runs;
        this.parts = parts;
        this.verifier = verifier;
        this.control = control;
        this.owners = owners;
    }

    /** What the record of a run is about. */
    public static VerifySelection selection(Run run) {
        return VerifySelection.parse(run.what());
    }

    /** Whether daemons began a run, by their schedule. */
    public static boolean isScheduled(Run run) {
        return switch (Source.valueOf(run.source())) {
            case SCHEDULED_ALL, SCHEDULED_SAMPLE -> true;
            case ALL, SAMPLE, PART -> false;
        };
    }

    /** {@link Run#source} of a verify of these files. */
    public static String source(VerifySelection selection) {
        return Source.of(selection).name();
    }

    /**
     * Begins a run.
     *
     * @param rate files a second, for who goes on with it should this process end at once; 0 for no limit
     * @throws IllegalArgumentException when one of the same selection is unfinished
     */
    public RunLease start(VerifySelection selection, int rate) {
        String source = Source.of(selection).name();
        String what = selection.text();
        return runs.start(
                source,
                what,
                owners.get(),
                rate,
                unfinished -> unfinished.stream()
                        .filter(other ->
                                other.source().equals(source) && other.what().equals(what))
                        .findFirst()
                        .ifPresent(other -> {
                            throw new IllegalArgumentException(
                                    "run " + other.id() + " of the same files is " + other.state() + ": 'runs resume "
                                            + other.id() + "' goes on with it, 'runs cancel " + other.id()
                                            + "' gives it up");
                        }));
    }

    /** Begins a run that the daemons of all hosts begin by the same schedule; empty when another did. */
    Optional<RunLease> startTurn(Source source, VerifySelection selection, int rate, Duration turn) {
        return runs.startTurn(source.name(), selection.text(), owners.get(), rate, turn);
    }

    /** Whether a run of a source goes on, or began less than so long ago. */
    boolean hadTurn(Source source, Duration turn) {
        return runs.hadTurn(source.name(), turn);
    }

    /** Gives up a run that is PAUSED; false when it began less than so long ago, or another process goes on with it. */
    boolean giveUp(long run, Duration turn) {
        return runs.giveUp(run, turn);
    }

    /** What a run has counted. */
    RunCounts counts(long run) {
        return runs.find(run).map(Run::counts).orElse(RunCounts.NONE);
    }

    /** The unfinished runs of a source. */
    List<Run> unfinished(Source source) {
        return runs.unfinished().stream()
                .filter(run -> run.source().equals(source.name()))
                .toList();
    }

    boolean canTakeOver(Run run) {
        return run.isFree(owners.get());
    }

    /** How many files a selection is about, about. Reads an index, or the whole table, for all that are no sample. */
    public long expected(VerifySelection selection) {
        return selection.sample() > 0 ? selection.sample() : verifier.expected(verifier.below(selection.prefix()));
    }

    /**
     * Takes over a run whose process has ended.
     *
     * @throws IllegalArgumentException when it is finished, or its process may be alive
     */
    public RunLease takeOver(long run) {
        return runs.takeOver(run, owners.get());
    }

    /** What this user of the database has to be granted before a record can be kept; empty where nothing is missing. */
    public Optional<String> missingRight() {
        return parts.mayWrite() && verifier.verified().mayWrite() ? Optional.empty() : Optional.of(TableRights.GRANT);
    }

    /**
     * So that a run that could only wait is refused, not begun.
     *
     * @throws io.nfs2s3.media.MigrationException when the mount is not there, or the bucket cannot be listed
     * @return the selection to begin with: it names the inventory that was found
     * @throws IllegalArgumentException when the inventory is not there, or is none of the bucket
     */
    public VerifySelection requireDependencies(VerifySelection selection, VerifyProgress progress) {
        return verifier.requireDependencies(selection, progress);
    }

    /**
     * So that a run is not taken over that could only wait.
     *
     * @throws IllegalArgumentException also when the inventory is another than the run began with
     */
    public void requireDependencies(Run run, VerifyProgress progress) {
        VerifySelection selection = selection(run);
        List<RunPart> left = parts.left(run.id());
        verifier.requireDependencies(selection, left, progress);
    }

    /**
     * Compares what is left of a run, and waits out what can be waited for: a pause, outages of the mount, the database and
     * S3.
     *
     * @param expected how many files about; asked only for a run that is to be cut by it, for that may take long
     * @throws RuntimeException a right that is missing, a repair that SQS does not take, or a defect; the run is FAILED then,
     *     and can be resumed
     */
    public RunResult run(RunLease lease, VerifySelection selection, LongSupplier expected, VerifyWork work) {
        Supplier<String> closedBecause = () -> closedBecause().orElse("");
        try (PagedRun paged = new PagedRun(
                runs,
                lease,
                work.progress(),
                Outages::pass,
                closedBecause,
                work.rate(),
                work.goesOn(),
                "nfs2s3-verify-watch")) {
            Gate gate = new RunPacer(
                    paged, closedBecause, () -> control.rate(work.rate().getAsInt()));
            VerifyBook book = new VerifyBook(jdbi, runs, parts, verifier.verified(), lease, selection.depth(), gate);
            return paged.take(() -> take(book, selection, expected, work, gate), book::end);
        }
    }

    private void take(VerifyBook book, VerifySelection selection, LongSupplier expected, VerifyWork work, Gate gate) {
        List<RunPart> left = book.left(() -> verifier.cut(selection, expected.getAsLong()));
        work.totals().add(book.counts());
        boolean all = verifier.verify(
                selection,
                left,
                work.totals(),
                judged -> {
                    work.progress().look();
                    work.each().accept(judged);
                },
                gate,
                book::done);
        if (!all) {
            throw new RunStoppedException();
        }
        int open = book.left(List::of).size();
        if (open > 0) {
            throw new IllegalStateException(open + " parts of the run are not done");
        }
    }

    /** Why runs rest on every host, in words for an operator; empty while they do not. */
    public Optional<String> closedBecause() {
        return control.closedBecause("verifies", "runs resume verify");
    }
}
