package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.catalog.MediaPage;
import io.nfs2s3.catalog.RetiredFiles;
import io.nfs2s3.catalog.RetiredFiles.Kept;
import io.nfs2s3.catalog.RetiredFiles.OriginalPlace;
import io.nfs2s3.catalog.TrashFiles;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.lifecycle.FileJob;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.ObjectProof;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.lifecycle.PageLooks;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.runs.RunBatch;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.OriginalTrash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Deals with originals that are in the trash: moves them back, or removes them for good. Their rows are held meanwhile, and
 * changed after the files.
 */
final class TrashJob implements FileJob<Kept> {
    /** Why an original cannot come back, and has to be written anew. */
    private static final Set<Obstacle> LOST = EnumSet.of(Obstacle.NOT_IN_TRASH, Obstacle.ASTRAY);

    private final Jdbi jdbi;
    private final NfsSource source;
    private final OriginalTrash trash;
    private final Moves moves;
    private final PageLooks looks;
    private final boolean named;
    private final @Nullable Emptying emptying;

    /** Of the paths that were chosen: not in the trash at the last look, or not what was moved there. */
    private List<FileVersion> missing = List.of();

    /** What a change was about to remove for good, when nobody knows how it ended: what is missing since was removed by it. */
    private final Set<FileVersion> begun = new HashSet<>();

    /**
     * For removal.
     *
     * @param keep how long they stay in the trash
     */
    record Emptying(ObjectProof objects, Duration keep) {}

    /**
     * @param named whether files were chosen by their paths, and not by a list
     * @param emptying for removal; null moves them back
     */
    TrashJob(Jdbi jdbi, NfsSource source, Moves moves, PageLooks looks, boolean named, @Nullable Emptying emptying) {
        this.jdbi = jdbi;
        this.source = source;
        this.trash = source.trash();
        this.moves = moves;
        this.looks = looks;
        this.named = named;
        this.emptying = emptying;
    }

    @Override
    public Slice<Kept> read(MediaPage page) {
        Duration keep = emptying == null ? Duration.ZERO : emptying.keep();
        TrashFiles.TrashPage found = jdbi.withHandle(handle -> TrashFiles.find(handle, page, keep));
        List<Kept> files = new ArrayList<>();
        List<LeftAlone> leftAlone = new ArrayList<>();
        for (Kept file : found.files()) {
            if (emptying == null || file.ripe()) {
                files.add(file);
            } else if (page.isNamed()) {
                leftAlone.add(left(file, Obstacle.KEPT, ""));
            }
        }
        Set<MediaPath> known =
                found.files().stream().map(file -> file.file().path()).collect(Collectors.toCollection(HashSet::new));
        Set<MediaPath> dealtWith = page.isNamed() ? dealtWith(page, known) : Set.of();
        known.addAll(dealtWith);
        leftAlone.addAll(LeftAlone.missing(page, known, Obstacle.NOT_IN_TRASH));
        return new Slice<>(files, leftAlone, dealtWith.size(), found.last());
    }

    /** What came out of the trash before, as by this run when it was killed. */
    private Set<MediaPath> dealtWith(MediaPage page, Set<MediaPath> inTrash) {
        OriginalPlace place = emptying == null ? OriginalPlace.BACK : OriginalPlace.REMOVED;
        List<MediaPath> others =
                page.paths().stream().filter(path -> !inTrash.contains(path)).toList();
        return jdbi.withHandle(handle -> TrashFiles.at(handle, place, others));
    }

    @Override
    public Forecast forecast(Kept file) {
        Forecast one = Forecast.of(1);
        return emptying == null ? one : one.with(Request.HEAD, Span.of(1));
    }

    @Override
    public Proved<Kept> prove(List<Kept> files) {
        FutureErrors.join(source.checkReads());
        TrashProof proof = new TrashProof(trash, emptying == null ? null : emptying.objects());
        List<Optional<LeftAlone>> answers = looks.at(
                files,
                file -> proof.look(asBegun(file)),
                (file, error) -> Optional.of(LeftAlone.broken(file.file().path(), error)));
        List<Kept> proved = new ArrayList<>();
        List<LeftAlone> leftAlone = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Kept file = files.get(i);
            answers.get(i).ifPresentOrElse(leftAlone::add, () -> proved.add(file));
        }
        FutureErrors.join(source.checkReads());
        missing = noted(files, leftAlone);
        return new Proved<>(proved, leftAlone, 0);
    }

    /** The page was read before. */
    private Kept asBegun(Kept file) {
        return begun.contains(file.file().upload()) ? file.beingRemoved() : file;
    }

    /**
     * What is not in the trash, or not what was moved there, is noted to be astray, so that its object may be written anew,
     * only of paths that somebody wrote down to go back: of all, and of a list of all, the trash may have been moved aside.
     */
    private List<FileVersion> noted(List<Kept> files, List<LeftAlone> leftAlone) {
        if (emptying != null || !named) {
            return List.of();
        }
        Set<String> paths = leftAlone.stream()
                .filter(left -> LOST.contains(left.reason()))
                .map(LeftAlone::name)
                .collect(Collectors.toSet());
        return files.stream()
                .map(file -> file.file().upload())
                .filter(upload -> paths.contains(upload.path().value()))
                .toList();
    }

    @Override
    public RunBatch act(Proved<Kept> proved, Count count) {
        if (emptying != null) {
            noteRemoval(proved, count);
        }
        RunBatch batch = TransactionRetry.inTransaction(jdbi, handle -> {
            Outcomes outcomes = new Outcomes(proved.leftAlone());
            List<Kept> asProved = lock(handle, proved, count, outcomes);
            RetiredFiles.lockInTrash(handle, missing)
                    .forEach(file -> outcomes.lost(file.file().upload()));
            if (emptying == null) {
                moveBack(asProved, outcomes);
            } else {
                remove(asProved, outcomes);
            }
            FutureErrors.join(source.check());
            return outcomes.write(handle, count);
        });
        begun.clear();
        return batch;
    }

    /** First, so that a file that is not there later is known to have been removed by this program. */
    private void noteRemoval(Proved<Kept> proved, Count count) {
        begun.addAll(TransactionRetry.inTransaction(jdbi, handle -> {
            List<FileVersion> uploads = lock(handle, proved, count, new Outcomes(List.of())).stream()
                    .map(file -> file.file().upload())
                    .toList();
            RetiredFiles.removing(handle, uploads);
            return uploads;
        }));
    }

    /** The row that was proved is the row that is held: whatever changed on it needs another proof. */
    private static List<Kept> lock(Handle handle, Proved<Kept> proved, Count count, Outcomes outcomes) {
        RetiredFiles.requireSite(handle);
        List<Kept> held = RetiredFiles.lockInTrash(
                handle,
                proved.files().stream().map(file -> file.file().upload()).toList());
        count.requireLease();
        List<Kept> asProved = new ArrayList<>();
        for (Kept file : held) {
            if (proved.files().stream()
                    .anyMatch(seen ->
                            seen.file().equals(file.file()) && seen.current().equals(file.current()))) {
                asProved.add(file);
            } else {
                outcomes.left(file, Obstacle.MOVED_ON, "");
            }
        }
        return asProved;
    }

    private void moveBack(List<Kept> files, Outcomes outcomes) {
        Awaited<OriginalTrash.Back> calls = new Awaited<>();
        BooleanSupplier wanted = Moves.shortly();
        files.forEach(file -> calls.add(
                file,
                trash.back(
                        file.file().path(),
                        Doomed.factsOf(file.file()),
                        file.file().trashPath(),
                        wanted)));
        calls.forEach(outcomes, (file, back) -> {
            switch (back) {
                case BACK -> outcomes.back(file);
                case UNWANTED -> outcomes.left(file, Obstacle.MOUNT_SLOW, "");
                case NAME_TAKEN -> outcomes.left(file, Obstacle.NAME_TAKEN, "");
                case CHANGED -> outcomes.left(file, Obstacle.ASTRAY, file.file().trashPath());
                case MISSING ->
                    outcomes.left(file, Obstacle.NOT_IN_TRASH, file.file().trashPath());
            }
        });
    }

    private void remove(List<Kept> files, Outcomes outcomes) {
        Awaited<OriginalTrash.Removed> calls = new Awaited<>();
        BooleanSupplier wanted = Moves.shortly();
        files.forEach(file -> calls.add(
                file,
                trash.remove(
                        file.file().path(),
                        Doomed.factsOf(file.file()),
                        file.file().trashPath(),
                        wanted)));
        calls.forEach(outcomes, (file, removed) -> {
            switch (removed) {
                case REMOVED, MISSING ->
                    outcomes.removed(file); // missing: by a process that was killed before it wrote so
                case UNWANTED -> outcomes.left(file, Obstacle.MOUNT_SLOW, "");
                case CHANGED -> outcomes.left(file, Obstacle.ASTRAY, file.file().trashPath());
            }
        });
    }

    private static LeftAlone left(Kept file, Obstacle reason, String detail) {
        return new LeftAlone(file.file().path(), reason, detail);
    }

    /** What a retire had moved into the trash is none of what this run does. */
    @Override
    public boolean settle(Count count) {
        return moves.settle(new Count() {
            @Override
            public void requireLease() {
                count.requireLease();
            }

            @Override
            public RunBatch in(Handle handle, long done, long unchanged, List<LeftAlone> leftAlone) {
                return count.in(handle, 0, unchanged, leftAlone);
            }
        });
    }
}
