package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.resilience.DaemonThreads;
import io.nfs2s3.runs.RunPart;
import io.nfs2s3.runs.RunStoppedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one verify. Lanes go through parts side by side; what they do not settle goes to the examining threads, of
 * which there is a bounded queue: while it is full, the lane looks itself. A part is done when all its looks are.
 */
final class VerifyRun implements AutoCloseable {
    /** Makes what goes through one part. */
    @FunctionalInterface
    interface Looks {
        PartLook of(
                VerifyProgress progress,
                Gate gate,
                Executor rowReaders,
                Consumer<Supplier<Optional<Judged>>> looks,
                Consumer<Judged> settled);
    }

    private final Looks looks;
    private final Supplier<Instant> now;
    private final boolean remembers;
    private final VerifyTotals totals;
    private final Consumer<Judged> each;
    private final Gate gate;
    private final Consumer<VerifyPart> done;
    private final ExecutorService lanes;
    private final ExecutorService rowReaders;
    private final BoundedWork examining;
    private final List<CompletableFuture<Void>> parts = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /**
     * @param now by the clock of the database
     * @param remembers whether it is remembered which rows were looked at
     * @param totals count what all parts count
     * @param each told of each file, by several threads at once
     * @param outer asked before anything
     * @param done told of each part that is done, by several threads at once
     */
    VerifyRun(
            Width width,
            Looks looks,
            Supplier<Instant> now,
            boolean remembers,
            VerifyTotals totals,
            Consumer<Judged> each,
            Gate outer,
            Consumer<VerifyPart> done) {
        this.looks = looks;
        this.now = now;
        this.remembers = remembers;
        this.totals = totals;
        this.each = each;
        this.gate = new Guarded(outer, failure);
        this.done = done;
        this.lanes = Executors.newFixedThreadPool(width.lanes(), DaemonThreads.numbered("nfs2s3-verify-lane-"));
        this.rowReaders =
                Executors.newFixedThreadPool(width.rowReaders(), DaemonThreads.numbered("nfs2s3-verify-rows-"));
        this.examining = new BoundedWork(width.lookers(), "nfs2s3-verify-look-");
    }

    /** Goes through a part, on a lane. */
    void take(RunPart cut, Consumer<PartLook> through) {
        parts.add(CompletableFuture.runAsync(() -> through(new VerifyPart(cut, totals, remembers), through), lanes));
    }

    private void through(VerifyPart part, Consumer<PartLook> through) {
        guarded(part, () -> {
            part.since(gate.patiently(now));
            through.accept(looks.of(
                    part.totals().progress(),
                    gate,
                    rowReaders,
                    look -> look(part, look),
                    judged -> tell(part, gate.patiently(() -> part.mend(judged)))));
        });
    }

    /** Waits for all that is under way. @return whether it came to its end */
    boolean finish() {
        parts.forEach(CompletableFuture::join);
        examining.finish();
        Throwable error = failure.get();
        if (error != null) {
            throw error instanceof RuntimeException runtime ? runtime : new IllegalStateException(error);
        }
        return !isToldToEnd();
    }

    private void look(VerifyPart part, Supplier<Optional<Judged>> look) {
        part.begin();
        examining.submit(() -> guarded(part, () -> {
            gate.rest();
            // Both again after an outage: nothing is mended by a proof of before it.
            gate.patiently(() -> look.get().map(judged -> new Seen(judged, part.mend(judged))))
                    .ifPresent(seen -> {
                        part.looked(seen.judged());
                        tell(part, seen.told());
                    });
        }));
    }

    /** @param told what became of it, if it was to be mended */
    private record Seen(Judged judged, Judged told) {}

    private void tell(VerifyPart part, Judged told) {
        part.judged(told);
        each.accept(told);
    }

    /** Does a piece of a part, and tells when it was the last. */
    private void guarded(VerifyPart part, Runnable piece) {
        try {
            try {
                piece.run();
            } catch (RuntimeException | Error e) {
                part.breakOff();
                throw e;
            } finally {
                if (part.end()) {
                    done.accept(part);
                }
            }
        } catch (CancellationException | RunStoppedException e) {
            if (!isToldToEnd()) {
                fail(e); // somebody else's: a request that was cancelled
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable e) {
        Throwable cause = FutureErrors.cause(e);
        if (failure.compareAndSet(null, cause)) {
            gate.failed(cause);
        }
    }

    /** Or another thread failed. */
    private boolean isToldToEnd() {
        try {
            gate.check();
            return false;
        } catch (CancellationException | RunStoppedException e) {
            return true;
        }
    }

    /** Ends all threads when one of them failed. */
    private record Guarded(Gate outer, AtomicReference<@Nullable Throwable> failure) implements Gate {
        @Override
        public void check() {
            if (failure.get() != null) {
                throw new CancellationException();
            }
            outer.check();
        }

        @Override
        public void rest() {
            check();
            outer.rest();
        }

        @Override
        public void turn() {
            check();
            outer.turn();
        }

        @Override
        public <T> T patiently(Supplier<T> call) {
            check();
            return outer.patiently(call);
        }

        @Override
        public void failed(Throwable error) {
            outer.failed(error);
        }
    }

    @Override
    public void close() {
        lanes.shutdownNow();
        rowReaders.shutdownNow();
        examining.close();
    }
}
