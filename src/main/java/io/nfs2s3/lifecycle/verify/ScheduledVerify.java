package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.lifecycle.verify.Verify.Source;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.RunState;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A verify that the daemons of all hosts begin by one schedule: one of them does, and any of them goes on. Thread-safe. */
public final class ScheduledVerify {
    private final Verify verify;
    private final Source source;
    private final VerifySelection selection;
    private final int rate;
    private final BooleanSupplier goesOn;
    private final Consumer<String> waits;

    private ScheduledVerify(
            Verify verify,
            Source source,
            VerifySelection selection,
            int rate,
            BooleanSupplier goesOn,
            Consumer<String> waits) {
        this.verify = verify;
        this.source = source;
        this.selection = selection;
        this.rate = rate;
        this.goesOn = goesOn;
        this.waits = waits;
    }

    /**
     * @param goesOn false once the daemon stops: the run is left to another
     * @param waits told what it waits for; empty once it goes on
     */
    public static ScheduledVerify sample(Verify verify, VerifySettings settings, BooleanSupplier goesOn, Consumer<String> waits) {
        return new ScheduledVerify(verify, Source.SCHEDULED_SAMPLE, of(settings.sampleFiles()), 0, goesOn, waits);
    }

    /**
     * @param goesOn false once the daemon stops: the run is left to another
     * @param waits told what it waits for; empty once it goes on
     */
    public static ScheduledVerify whole(Verify verify, VerifySettings settings, BooleanSupplier goesOn, Consumer<String> waits) {
        return new ScheduledVerify(verify, Source.SCHEDULED_ALL, of(0), settings.wholeRate(), goesOn, waits);
    }

    private static VerifySelection of(int sample) {
        return new VerifySelection("", new Depth(false, false, false), null, sample, false, false);
    }

    /**
     * Begins a run, if this turn is not taken. One that FAILED at an earlier turn is given up.
     *
     * @param turn what began less than so long ago was of the same turn
     * @return empty when there was nothing to do
     * @throws RuntimeException as {@link Verify#run} does
     */
    public Optional<RunResult> begin(Duration turn) {
        verify.requireDependencies(new VerifyProgress());
        verify.unfinished(source).stream()
                .filter(run -> run.state() == RunState.FAILED)
                .forEach(verify::cancel);
        return verify.startTurn(source, selection, turn).map(lease -> run(lease, selection));
    }

    /**
     * Goes on with a run that another daemon left, or this one before it was started anew.
     *
     * @return empty when there is none
     * @throws RuntimeException as {@link Verify#run} does
     */
    public Optional<RunResult> goOn() {
        Optional<Run> left = verify.unfinished(source).stream()
                .filter(run -> run.state() != RunState.FAILED && verify.canTakeOver(run))
                .findFirst();
        if (left.isEmpty()) {
            return Optional.empty();
        }
        RunLease lease;
        try {
            lease = verify.takeOver(left.get().id());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // another host was faster
        }
        return Optional.of(run(lease, Verify.selection(left.get())));
    }

    private RunResult run(RunLease lease, VerifySelection what) {
        VerifyTotals totals = new VerifyTotals(new VerifyTally(), new VerifyProgress(), null);
        VerifyWork work = new VerifyWork(() -> rate, totals, new RunProgress(waits), judged -> {}, goesOn);
        return verify.run(lease, what, () -> verify.expected(what), work);
    }
}
