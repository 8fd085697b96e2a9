package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.lifecycle.verify.Verify.Source;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.RunState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A verify that the daemons of all hosts begin by one schedule: one of them does, and any of them goes on. Thread-safe. */
public final class ScheduledVerify {
    /** What is down here for longer may be there for another host. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Logger log = LoggerFactory.getLogger(ScheduledVerify.class);
    private static final long NOT = Long.MIN_VALUE;

    /** How far a run was when it had waited in vain. */
    private record Reached(long run, RunCounts counts) {}

    private final Verify verify;
    private final Source source;
    private final VerifySelection selection;
    private final int rate;
    private final BooleanSupplier goesOn;
    private final Consumer<String> waits;
    private final Duration patience;
    /** The last one of this process. */
    private final AtomicReference<@Nullable Reached> reached = new AtomicReference<>();

    private ScheduledVerify(
            Verify verify,
            Source source,
            VerifySelection selection,
            int rate,
            BooleanSupplier goesOn,
            Consumer<String> waits,
            Duration patience) {
        this.verify = verify;
        this.source = source;
        this.selection = selection;
        this.rate = rate;
        this.goesOn = goesOn;
        this.waits = waits;
        this.patience = patience;
    }

    /**
     * @param goesOn false once the daemon stops: the run is left to another
     * @param waits told what it waits for; empty once it goes on
     */
    public static ScheduledVerify sample(
            Verify verify, VerifySettings settings, BooleanSupplier goesOn, Consumer<String> waits) {
        return new ScheduledVerify(
                verify, Source.SCHEDULED_SAMPLE, of(settings.sampleFiles()), 0, goesOn, waits, PATIENCE);
    }

    /**
     * @param goesOn false once the daemon stops: the run is left to another
     * @param waits told what it waits for; empty once it goes on
     */
    public static ScheduledVerify whole(
            Verify verify, VerifySettings settings, BooleanSupplier goesOn, Consumer<String> waits) {
        return new ScheduledVerify(verify, Source.SCHEDULED_ALL, of(0), settings.wholeRate(), goesOn, waits, PATIENCE);
    }

    /** The same, which leaves a run to another host once it has waited for so long. */
    ScheduledVerify waitingFor(Duration longest) {
        return new ScheduledVerify(verify, source, selection, rate, goesOn, waits, longest);
    }

    private static VerifySelection of(int sample) {
        return new VerifySelection("", new Depth(false, false, false), null, sample, false, false);
    }

    /**
     * Goes on with what a daemon left, or begins the turn that is due. A run of an earlier turn that waited in vain twice, and
     * counted nothing between, although mount and bucket answer, gives way: else one look that never succeeds would hold off
     * every turn to come. One that gets on keeps what it has done.
     *
     * @param turn as {@link #begin} has it; empty while none was ever due. Asked when it is needed: going on may take hours
     * @return empty when there was nothing to do
     * @throws RuntimeException as {@link Verify#run} does
     */
    public Optional<RunResult> take(Supplier<Optional<Duration>> turn) {
        Optional<RunResult> before = goOn();
        if (before.isPresent()
                && turn.get().filter(due -> givesWay(before.get(), due)).isEmpty()) {
            return before;
        }
        return turn.get().flatMap(this::begin);
    }

    private boolean givesWay(RunResult before, Duration turn) {
        if (!(before instanceof RunResult.Stopped stopped) || !goesOn.getAsBoolean()) {
            return false;
        }
        require(); // or it is an outage, after which it goes on
        boolean given = !hasGotOn(stopped.run()) && verify.giveUp(stopped.run(), turn);
        if (given) {
            log.warn("a verify of an earlier turn waited in vain and is given up run={}", stopped.run());
        }
        return given;
    }

    /** Whether a run has counted something since it last waited in vain here, or never did. */
    private boolean hasGotOn(long run) {
        Reached now = new Reached(run, verify.counts(run));
        return !now.equals(reached.getAndSet(now));
    }

    /**
     * Begins a run, if this turn is not taken. One that FAILED at an earlier turn is given up.
     *
     * @param turn what began less than so long ago was of the same turn
     * @return empty when there was nothing to do
     * @throws RuntimeException as {@link Verify#run} does
     */
    public Optional<RunResult> begin(Duration turn) {
        if (verify.hadTurn(source, turn)) {
            return Optional.empty();
        }
        require();
        return verify.startTurn(source, selection, rate, turn).map(lease -> run(lease, selection));
    }

    /** So that no run is begun, or taken from a host that could go on with it, only to wait. */
    private void require() {
        verify.missingRight().ifPresent(grant -> {
            throw new MigrationException(
                    FailureCode.DATABASE_DOWN, "this user may not write what a verify records; as the owner: " + grant);
        });
        verify.requireDependencies(selection, new VerifyProgress());
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
        require();
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
        AtomicLong waitedSince = new AtomicLong(NOT);
        RunProgress progress = new RunProgress(reason -> {
            waits.accept(reason);
            if (reason.isEmpty() || verify.closedBecause().isPresent()) {
                waitedSince.set(NOT);
            } else {
                waitedSince.compareAndSet(NOT, System.nanoTime());
            }
        });
        BooleanSupplier works = () -> {
            long since = waitedSince.get();
            return goesOn.getAsBoolean() && (since == NOT || System.nanoTime() - since < patience.toNanos());
        };
        VerifyWork work = new VerifyWork(() -> rate, totals, progress, judged -> {}, works);
        return verify.run(lease, what, () -> verify.expected(what), work);
    }
}
