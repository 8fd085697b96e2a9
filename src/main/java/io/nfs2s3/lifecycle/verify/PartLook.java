package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.KeyRange;
import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.lifecycle.verify.Pages.Page;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectAudit;
import io.nfs2s3.storage.ObjectListing;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What each key of one part of a verify leads to. What needs a look is given away. */
final class PartLook implements Merge.Meeting {
    private final RecordedCopies recorded;
    private final ObjectListing listing;
    private final Selection selection;
    private final Examiner examiner;
    private final UnnamedObjects unnamed;
    private final UnregisteredFiles unregistered;
    private final UnregisteredLook unregisteredLook;
    private final Predicate<MigrationException> refusedAlone;
    private final Runnable dependencies;
    private final VerifyProgress progress;
    private final Gate gate;
    private final Executor rowReaders;
    private final Consumer<Supplier<Optional<Judged>>> looks;
    private final Consumer<Judged> settled;
    private final Function<List<RecordedCopy>, Set<Long>> lately;

    /** Those of the rows on their way that were looked at lately. */
    private final Set<Long> fresh = ConcurrentHashMap.newKeySet();

    /**
     * @param lately the ids of those rows that were looked at lately
     * @param refusedAlone tells whether the store refuses one object, and answers for others
     * @param dependencies asks for what every look needs; throws when that is down
     * @param progress of the part
     * @param looks takes what is to be looked at
     * @param settled told of files that need no look
     */
    PartLook(
            RecordedCopies recorded,
            Function<List<RecordedCopy>, Set<Long>> lately,
            ObjectListing listing,
            Selection selection,
            Examiner examiner,
            UnnamedObjects unnamed,
            UnregisteredFiles unregistered,
            UnregisteredLook unregisteredLook,
            Predicate<MigrationException> refusedAlone,
            Runnable dependencies,
            VerifyProgress progress,
            Gate gate,
            Executor rowReaders,
            Consumer<Supplier<Optional<Judged>>> looks,
            Consumer<Judged> settled) {
        this.recorded = recorded;
        this.lately = lately;
        this.listing = listing;
        this.selection = selection;
        this.examiner = examiner;
        this.unnamed = unnamed;
        this.unregistered = unregistered;
        this.unregisteredLook = unregisteredLook;
        this.refusedAlone = refusedAlone;
        this.dependencies = dependencies;
        this.progress = progress;
        this.gate = gate;
        this.rowReaders = rowReaders;
        this.looks = looks;
        this.settled = settled;
    }

    /**
     * Compares rows and objects of a range.
     *
     * @param range of rows; of objects, those that can be of the selection
     */
    void compare(KeyRange range) {
        gate.check(); // before the first page is asked for
        Merge.run(rows(range), objects(new KeyRange(selection.keyPrefix(), range.after(), range.upTo())), this);
    }

    /** The rows with the ids behind one that no listing can tell of, since they name no object. */
    void withoutObject(long afterId) {
        gate.rest();
        gate.patiently(() -> recorded.withoutObject(selection.pathPrefix(), afterId))
                .forEach(row -> {
                    gate.turn();
                    compareOriginal(row);
                });
    }

    /** The files on NFS below a prefix that have no row. */
    void withoutRow(String pathPrefix) {
        unregistered.find(
                pathPrefix,
                gate,
                path -> look(() -> unregisteredLook.examine(path), error -> UnregisteredLook.error(path, error)),
                settled);
    }

    /** Rows by chance. */
    void sample(int most) {
        gate.patiently(() -> recorded.sample(selection.pathPrefix(), most)).forEach(row -> {
            gate.turn();
            examine(row, judged -> false);
        });
    }

    private Pages<RecordedCopy> rows(KeyRange range) {
        return new Pages<>(
                last -> CompletableFuture.supplyAsync(
                        () -> {
                            gate.rest();
                            List<RecordedCopy> page = recorded.page(range, last);
                            List<RecordedCopy> own = page.stream()
                                    .filter(row -> row.key() != null
                                            && row.key().value().startsWith(range.prefix()))
                                    .toList();
                            fresh.addAll(lately.apply(own));
                            return new Page<>(own, page.size() < RecordedCopies.PAGE || own.size() < page.size());
                        },
                        rowReaders),
                page -> () -> gate.patiently(page));
    }

    private Pages<ListedObject> objects(KeyRange range) {
        return new Pages<>(
                last -> listing.page(range.prefix(), last == null ? range.after() : last.key())
                        .thenApply(page -> page(page, range.upTo())),
                page -> () -> gate.patiently(page));
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
        gate.turn();
        boolean known = !fresh.isEmpty() && fresh.remove(row.id());
        if (row.state().location() == Location.S3 && !Copies.isSettled(row, object)) {
            examine(row, judged -> !object.archived() && isOther(object, judged));
        } else {
            asItShouldBe(row, known);
        }
    }

    /** Whether an object that is right now is not the one that was listed, which was not. */
    private static boolean isOther(ListedObject listed, Judged now) {
        return now.evidence() == null
                || !Objects.equals(ObjectAudit.plainEtag(now.evidence().etag()), listed.etag());
    }

    @Override
    public void rowAlone(RecordedCopy row) {
        gate.turn();
        boolean known = !fresh.isEmpty() && fresh.remove(row.id());
        if (row.state().location() == Location.S3) {
            examine(row, judged -> isListed(row)); // no listing could have another one
        } else {
            asItShouldBe(row, known);
        }
    }

    private boolean isListed(RecordedCopy row) {
        return row.key() != null && row.key().value().startsWith(selection.keyPrefix());
    }

    @Override
    public void objectAlone(ListedObject object) {
        gate.turn();
        String key = object.key();
        look(() -> unnamed.examine(key), error -> unnamed.error(key, error));
    }

    /**
     * As far as database and listing tell.
     *
     * @param known whether it was looked at lately
     */
    private void asItShouldBe(RecordedCopy row, boolean known) {
        if (!selection.has(row.path().value())) {
            return;
        }
        if (row.state() == MediaState.QUEUED) {
            progress.isUnderWay();
        } else if (known) {
            isFresh(row);
        } else if (examiner.readsObject(row)) {
            examine(row, judged -> false);
        } else if (examiner.looksAtOriginal()) {
            compareOriginal(row);
        } else {
            settled.accept(Judged.match(row));
        }
    }

    private void isFresh(RecordedCopy row) {
        progress.isFresh();
        settled.accept(Judged.match(row));
    }

    /**
     * Looks at a file anew.
     *
     * @param newer of a file that is right: whether it changed since it was listed
     */
    private void examine(RecordedCopy row, Predicate<Judged> newer) {
        if (selection.has(row.path().value())) {
            look(row, () -> {
                Optional<Judged> judged = examiner.examine(row);
                judged.filter(one -> one.decision().verdict() == Verdict.MATCH)
                        .filter(newer)
                        .ifPresent(one -> progress.isNewer());
                return judged;
            });
        }
    }

    private void compareOriginal(RecordedCopy row) {
        look(row, () -> examiner.hasItsOriginal(row) ? Optional.of(Judged.match(row)) : examiner.examine(row));
    }

    private void look(RecordedCopy row, Supplier<Optional<Judged>> look) {
        look(look, error -> Judged.error(row, error));
    }

    private void look(Supplier<Optional<Judged>> look, Function<String, Judged> error) {
        looks.accept(new OneLook(look, error, refusedAlone, dependencies));
    }
}
