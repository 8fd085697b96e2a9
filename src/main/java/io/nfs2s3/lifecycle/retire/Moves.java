package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.catalog.RetiredFiles;
import io.nfs2s3.catalog.RetiredFiles.Kept;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.lifecycle.BrokenFiles;
import io.nfs2s3.lifecycle.FileJob.Count;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.RunBatch;
import io.nfs2s3.source.FileFacts;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.OriginalTrash;
import io.nfs2s3.source.OriginalTrash.Back;
import io.nfs2s3.source.OriginalTrash.Put;
import io.nfs2s3.source.SettledAt;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Moves originals whose rows are RETIRED into the trash, while it holds their rows: an upload of the same path is registered
 * before or after, and no roll back gets between. What is not known to have been moved stays noted as LEAVING, and is settled.
 * For one thread.
 */
final class Moves {
    /** Rows are held for so long at most when a file is touched: later their lock may be lost, and be another's. */
    private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();

    private final Jdbi jdbi;
    private final NfsSource source;
    private final OriginalTrash trash;
    private final BrokenFiles broken;

    /** Left as they are by this process. */
    private final Set<FileVersion> unreadable = new HashSet<>();

    /** How far the look came at what processes left behind. */
    private @Nullable MediaPath settled;

    Moves(Jdbi jdbi, NfsSource source, BrokenFiles broken) {
        this.jdbi = jdbi;
        this.source = source;
        this.trash = source.trash();
        this.broken = broken;
    }

    /** @param leaving those that this process made RETIRED just now, as they were proved */
    RunBatch move(Map<FileVersion, Doomed> leaving, List<LeftAlone> before, long unchanged, Count count) {
        Set<FileVersion> tried = new HashSet<>(); // a transaction that is repeated moves nothing twice
        return TransactionRetry.inTransaction(jdbi, handle -> {
            RetiredFiles.requireSite(handle);
            List<Kept> held = RetiredFiles.lockLeaving(handle, leaving.keySet());
            BooleanSupplier wanted = shortly();
            Outcomes outcomes = new Outcomes(before, unchanged);
            Awaited<Put> moved = new Awaited<>();
            for (Kept file : held) {
                FileVersion upload = file.file().upload();
                if (!isRetired(file)) {
                    outcomes.stays(file, Obstacle.MOVED_ON);
                } else if (tried.add(upload)) {
                    FileFacts proved =
                            Objects.requireNonNull(leaving.get(upload)).proved();
                    moved.add(file, trash.put(upload.path(), proved, file.file().trashPath(), wanted));
                }
            }
            moved.forEach(outcomes, (file, put) -> {
                switch (put) {
                    case MOVED -> outcomes.gone(file);
                    case CHANGED -> outcomes.stays(file, Obstacle.ORIGINAL_CHANGING);
                    case UNWANTED -> outcomes.stays(file, Obstacle.MOUNT_SLOW);
                    case NAME_TAKEN -> outcomes.stays(file, Obstacle.TRASH_NAME_TAKEN);
                    case PUT_BACK -> outcomes.stays(file, Obstacle.NEW_FILE);
                    case OVERTAKEN -> outcomes.astray(file, true);
                }
            });
            leaving.keySet().stream()
                    .filter(upload -> !tried.contains(upload)
                            && held.stream()
                                    .noneMatch(file -> file.file().upload().equals(upload)))
                    .forEach(upload -> outcomes.left(upload.path(), Obstacle.MOVED_ON, "another process settled it"));
            FutureErrors.join(source.check());
            return outcomes.write(handle, count);
        });
    }

    /** True for a while after rows were locked. */
    static BooleanSupplier shortly() {
        long since = System.nanoTime();
        return () -> System.nanoTime() - since < LONGEST_NANOS;
    }

    /**
     * Finds out how far processes came that ended. A file that cannot be looked at, or hangs, is told once, and keeps no other from
     * it. So is one whose row somebody removed by hand: nobody asks for it any more.
     *
     * @return false when there is nothing to find out
     */
    boolean settle(Count count) {
        List<FileVersion> leaving = jdbi.withHandle(handle -> RetiredFiles.leaving(handle, settled));
        while (!leaving.isEmpty()) {
            List<FileVersion> unknown = leaving.stream()
                    .filter(upload -> !unreadable.contains(upload))
                    .toList();
            if (!unknown.isEmpty()) {
                settle(unknown, count);
            }
            settled = leaving.get(leaving.size() - 1).path();
            if (!unknown.isEmpty()) {
                return true;
            }
            leaving = jdbi.withHandle(handle -> RetiredFiles.leaving(handle, settled));
        }
        settled = null;
        return false;
    }

    private void settle(List<FileVersion> leaving, Count count) {
        FutureErrors.join(source.checkReads());
        Set<FileVersion> failed = new HashSet<>();
        TransactionRetry.inTransaction(jdbi, handle -> {
            failed.clear();
            count.requireLease();
            RetiredFiles.requireSite(handle);
            Outcomes outcomes = new Outcomes(List.of());
            Awaited<SettledAt> places = new Awaited<>();
            for (Kept file : RetiredFiles.lockLeaving(handle, leaving)) {
                places.add(
                        file,
                        trash.settle(
                                file.file().path(),
                                Doomed.factsOf(file.file()),
                                file.file().trashPath()));
            }
            RetiredFiles.lockLeavingWithoutRow(handle, leaving).forEach(outcomes::withoutRow);
            BooleanSupplier wanted = shortly();
            places.forEach(
                    outcomes,
                    errors -> requireOwn(leaving, errors),
                    file -> failed.add(file.file().upload()),
                    (file, place) -> {
                        switch (place) {
                            case IN_PLACE -> outcomes.stays(file);
                            case IN_TRASH -> inTrash(file, wanted, outcomes);
                            case PUT_BACK -> outcomes.stays(file, Obstacle.NEW_FILE);
                            case OVERTAKEN -> outcomes.astray(file, true);
                            case NOWHERE -> outcomes.astray(file, false);
                        }
                    });
            FutureErrors.join(source.check()); // a file below an empty mount point is nowhere
            return outcomes.write(handle, count);
        });
        unreadable.addAll(failed);
    }

    /** A few files may hang by themselves, as over a broken block, while the mount answers. */
    private void requireOwn(List<FileVersion> page, Collection<MigrationException> errors) {
        FutureErrors.join(source.checkReads());
        broken.areMany(page, errors);
    }

    /** An upload that was registered meanwhile without a new file needs this one under its name. */
    private void inTrash(Kept file, BooleanSupplier wanted, Outcomes outcomes) {
        if (isRetired(file)) {
            outcomes.gone(file);
            return;
        }
        Back back = FutureErrors.join(trash.back(
                file.file().path(), Doomed.factsOf(file.file()), file.file().trashPath(), wanted));
        if (back == Back.BACK) {
            outcomes.stays(file, Obstacle.MOVED_ON);
        } else {
            outcomes.gone(file);
        }
    }

    static boolean isRetired(Kept file) {
        return file.isCurrent() && file.current().state() == MediaState.RETIRED;
    }
}
