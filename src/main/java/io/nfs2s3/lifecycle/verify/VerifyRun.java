package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.KeyRange;
import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.lifecycle.verify.Pages.Page;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.resilience.DaemonThreads;
import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectListing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One verify: its threads, and what each key leads to. Lanes merge ranges of keys; what they do not settle goes to the
 * examining threads, of which there is a bounded queue: while it is full, the lane looks itself.
 */
final class VerifyRun implements AutoCloseable, Merge.Meeting {
    private final RecordedCopies recorded;
    private final ObjectListing listing;
    private final Selection selection;
    private final Examiner examiner;
    private final UnnamedObjects unnamed;
    private final Runnable requireMount;
    private final Consumer<Judged> each;
    private final VerifyProgress progress;
    private final BooleanSupplier goesOn;
    private final ExecutorService lanes;
    private final ExecutorService rowReaders;
    private final BoundedWork examining;
    private final List<CompletableFuture<Void>> ranges = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    VerifyRun(
            Width width,
            RecordedCopies recorded,
            ObjectListing listing,
            Selection selection,
            Examiner examiner,
            UnnamedObjects unnamed,
            Runnable requireMount,
            Consumer<Judged> each,
            VerifyProgress progress,
            BooleanSupplier goesOn) {
        this.recorded = recorded;
        this.listing = listing;
        this.selection = selection;
        this.examiner = examiner;
        this.unnamed = unnamed;
        this.requireMount = requireMount;
        this.each = each;
        this.progress = progress;
        this.goesOn = goesOn;
        this.lanes = Executors.newFixedThreadPool(width.lanes(), DaemonThreads.numbered("nfs2s3-verify-lane-"));
        this.rowReaders =
                Executors.newFixedThreadPool(width.rowReaders(), DaemonThreads.numbered("nfs2s3-verify-rows-"));
        this.examining = new BoundedWork(width.lookers(), "nfs2s3-verify-look-");
    }

    /** Compares rows and objects of a range, on a thread of its own. */
    void compare(KeyRange range) {
        ranges.add(CompletableFuture.runAsync(
                () -> guarded(() -> {
                    check(); // before the first page is asked for
                    Merge.run(rows(range), objects(range), this);
                }),
                lanes));
    }

    /** Waits for the ranges. @return whether all came to their end */
    boolean await() {
        ranges.forEach(CompletableFuture::join);
        return goesOn();
    }

    /** Waits for all that is under way. @return whether it came to its end */
    boolean finish() {
        examining.finish();
        Throwable error = failure.get();
        if (error != null) {
            throw error instanceof RuntimeException runtime ? runtime : new IllegalStateException(error);
        }
        requireMount.run();
        return goesOn.getAsBoolean();
    }

    /** The rows whose keys no listing of the prefix has: it was another one, or somebody wrote them. */
    void outside(String prefix) {
        guarded(() -> KeyRange.outside(prefix).forEach(range -> outside(range, prefix)));
    }

    private void outside(KeyRange range, String prefix) {
        List<RecordedCopy> page;
        RecordedCopy last = null;
        do {
            check();
            page = recorded.page(range, last);
            page.stream()
                    .filter(row -> row.key() != null && !row.key().value().startsWith(prefix))
                    .forEach(this::rowAlone);
            last = page.isEmpty() ? last : page.get(page.size() - 1);
        } while (page.size() == RecordedCopies.PAGE);
    }

    /** The rows that no listing can tell of, since they name no object: their originals must be there. */
    void withoutObject() {
        guarded(() -> {
            long end = recorded.lastId();
            for (long after = 0; after < end; after += RecordedCopies.IDS) {
                check();
                recorded.withoutObject(selection.pathPrefix(), after).forEach(this::compareOriginal);
            }
        });
    }

    private Pages<RecordedCopy> rows(KeyRange range) {
        return new Pages<>(last -> CompletableFuture.supplyAsync(
                () -> {
                    List<RecordedCopy> page = recorded.page(range, last);
                    List<RecordedCopy> own = page.stream()
                            .filter(row ->
                                    row.key() != null && row.key().value().startsWith(range.prefix()))
                            .toList();
                    return new Page<>(own, page.size() < RecordedCopies.PAGE || own.size() < page.size());
                },
                rowReaders));
    }

    private Pages<ListedObject> objects(KeyRange range) {
        return new Pages<>(last -> {
            progress.list();
            return listing.page(range.prefix(), last == null ? range.after() : last.key())
                    .thenApply(page -> page(page, range.upTo()));
        });
    }

    private static Page<ListedObject> page(ObjectListing.Page page, @Nullable String upTo) {
        int size = page.objects().size();
        if (upTo == null
                || size == 0
                || KeyOrder.compare(page.objects().get(size - 1).key(), upTo) <= 0) {
            return new Page<>(page.objects(), page.last());
        }
        return new Page<>(
                page.objects().stream()
                        .filter(object -> KeyOrder.compare(object.key(), upTo) <= 0)
                        .toList(),
                true);
    }

    @Override
    public void both(RecordedCopy row, ListedObject object) {
        check();
        if (row.state().location() == Location.S3 && !Copies.isSettled(row, object)) {
            examine(row);
        } else {
            asItShouldBe(row);
        }
    }

    @Override
    public void rowAlone(RecordedCopy row) {
        check();
        if (row.state().location() == Location.S3) {
            examine(row);
        } else {
            asItShouldBe(row);
        }
    }

    @Override
    public void objectAlone(ListedObject object) {
        check();
        work(() -> unnamed.examine(object.key()));
    }

    /** As far as database and listing tell. */
    private void asItShouldBe(RecordedCopy row) {
        if (!selection.has(row.path().value())) {
            return;
        }
        if (row.state() == MediaState.QUEUED) {
            progress.isUnderWay();
        } else if (examiner.readsObject(row)) {
            examine(row);
        } else if (examiner.looksAtOriginal(row)) {
            compareOriginal(row);
        } else {
            tell(Judged.match(row));
        }
    }

    /** Looks at a file anew. */
    void examine(RecordedCopy row) {
        if (selection.has(row.path().value())) {
            work(() -> examiner.examine(row));
        }
    }

    private void compareOriginal(RecordedCopy row) {
        work(() -> examiner.hasItsOriginal(row) ? Optional.of(Judged.match(row)) : examiner.examine(row));
    }

    private void work(Supplier<Optional<Judged>> look) {
        examining.submit(() -> guarded(() -> {
            check();
            look.get().ifPresent(this::tell);
        }));
    }

    private void tell(Judged judged) {
        progress.file();
        each.accept(judged);
    }

    private boolean goesOn() {
        return failure.get() == null && goesOn.getAsBoolean();
    }

    /** Ends what does not go on. */
    private void check() {
        if (!goesOn()) {
            throw new CancellationException();
        }
    }

    private void guarded(Runnable part) {
        try {
            part.run();
        } catch (CancellationException e) {
            // it was told to end, or another thread failed
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, FutureErrors.cause(e));
        }
    }

    @Override
    public void close() {
        lanes.shutdownNow();
        rowReaders.shutdownNow();
        examining.close();
    }
}
