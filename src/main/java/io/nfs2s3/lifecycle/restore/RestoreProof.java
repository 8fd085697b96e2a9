package io.nfs2s3.lifecycle.restore;

import io.nfs2s3.catalog.RestoreFiles.Row;
import io.nfs2s3.lifecycle.BrokenFiles;
import io.nfs2s3.lifecycle.FileJob.Proved;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.ObjectProof;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.lifecycle.Original;
import io.nfs2s3.lifecycle.Original.Finding;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.lifecycle.OriginalProof.Evidence;
import io.nfs2s3.lifecycle.PageLooks;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.OriginalWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Looks which originals are missing, and whether their objects are there. For one thread. */
final class RestoreProof {
    private final OriginalProof originals;
    private final ObjectProof objects;
    private final OriginalWriter writer;
    private final PageLooks looks;

    RestoreProof(OriginalProof originals, ObjectProof objects, OriginalWriter writer, BrokenFiles broken) {
        this.originals = originals;
        this.objects = objects;
        this.writer = writer;
        this.looks = PageLooks.of(originals, objects, broken);
    }

    /**
     * A RETIRED file whose original is there all the same, with the right bytes, is proved too: its row alone is behind. One
     * that is not there needs its object.
     */
    Proved<Row> prove(List<Row> files) {
        if (files.isEmpty()) {
            return new Proved<>(List.of(), List.of(), 0);
        }
        originals.requireMount();
        List<Row> proved = new ArrayList<>();
        List<LeftAlone> leftAlone = new ArrayList<>();
        long unchanged = 0;
        List<Look> found = looks.at(
                files,
                this::look,
                (row, error) ->
                        new Look(row, true, true, LeftAlone.broken(row.copy().path(), error)));
        List<Look> doubtful = new ArrayList<>();
        for (Look look : found) {
            if (look.wrong() != null) {
                leftAlone.add(look.wrong());
            } else if (!look.isThere() || look.row().isRetired()) {
                doubtful.add(look);
            } else if (look.isTidy()) {
                unchanged++;
            } else {
                proved.add(look.row());
            }
        }
        List<Optional<LeftAlone>> answers = looks.at(
                doubtful,
                this::evidence,
                (look, error) -> Optional.of(LeftAlone.broken(look.row().copy().path(), error)));
        for (int i = 0; i < doubtful.size(); i++) {
            Row row = doubtful.get(i).row();
            answers.get(i).ifPresentOrElse(leftAlone::add, () -> proved.add(row));
        }
        originals.requireMount();
        return new Proved<>(proved, leftAlone, unchanged);
    }

    /**
     * What a look at the mount came to.
     *
     * @param isTidy whether no earlier process left a file under the other name
     * @param wrong why nothing can be said; null otherwise
     */
    private record Look(
            Row row,
            boolean isThere,
            boolean isTidy,
            @Nullable LeftAlone wrong) {}

    private CompletableFuture<Look> look(Row row) {
        return originals
                .look(row.copy().path())
                .thenCombine(hasLeftover(row), (original, leftover) -> looked(row, original, !leftover));
    }

    /** What has the name and cannot be read is no original, and is not replaced either. */
    private static Look looked(Row row, Original original, boolean tidy) {
        boolean there = original.finding() != Finding.MISSING;
        LeftAlone wrong = !there || original.isSame()
                ? null
                : new LeftAlone(
                        row.copy().path(),
                        original.finding() == Finding.CHANGING
                                ? Obstacle.ORIGINAL_CHANGING
                                : Obstacle.ORIGINAL_UNREADABLE,
                        original.detail());
        return new Look(row, there, tidy, wrong);
    }

    /** What cannot be told of one file hinders nobody. */
    private CompletableFuture<Boolean> hasLeftover(Row row) {
        return writer.hasLeftover(row.copy().path(), row.copy().id()).exceptionally(error -> {
            if (FutureErrors.cause(error) instanceof MigrationException failed
                    && failed.code().nature() != Nature.OUTAGE) {
                return false;
            }
            throw new CompletionException(FutureErrors.cause(error));
        });
    }

    /** @return why a file is not to be restored, as far as that is known before its object is read */
    private CompletableFuture<Optional<LeftAlone>> evidence(Look look) {
        return look.isThere()
                ? named(look.row())
                : objects.look(look.row().copy())
                        .thenApply(wrong -> wrong.filter(
                                left -> left.reason() != Obstacle.EVIDENCE_CHANGED)); // it is read, to its end
    }

    /** Whether something has the name. */
    CompletableFuture<Boolean> isThere(MediaPath path) {
        return originals.look(path).thenApply(original -> original.finding() != Finding.MISSING);
    }

    /** What has the name of a RETIRED file: perhaps what an earlier process wrote. */
    CompletableFuture<Optional<LeftAlone>> named(Row row) {
        Evidence evidence = new Evidence(
                row.copy().sizeBytes(), row.copy().sourceModified(), row.copy().checksum());
        return originals
                .compare(row.copy().path(), evidence, true)
                .thenApply(original -> original.isSame()
                        ? Optional.empty()
                        : Optional.of(new LeftAlone(row.copy().path(), Obstacle.NAME_TAKEN, original.detail())));
    }
}
