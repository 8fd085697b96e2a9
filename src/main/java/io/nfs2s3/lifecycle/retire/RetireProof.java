package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.catalog.RetiredFile;
import io.nfs2s3.lifecycle.FileJob.Proved;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.ObjectProof;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.lifecycle.PageLooks;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.FileFacts;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.SourceFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Proves files that are to go, side by side: the original is what was copied, by size, time and by reading it, has one name,
 * and did not change meanwhile; then, that the object is there and is what was copied. For one thread.
 */
final class RetireProof {
    private static final int BUFFER = 128 * 1024;

    private final NfsSource source;
    private final ObjectProof objects;
    private final @Nullable CdnProof cdn;
    private final PageLooks looks;

    /** @param cdn null where it is not to be asked */
    RetireProof(NfsSource source, ObjectProof objects, @Nullable CdnProof cdn, PageLooks looks) {
        this.source = source;
        this.objects = objects;
        this.cdn = cdn;
        this.looks = looks;
    }

    /** What a look at an original came to: what it is, or what is wrong with it. */
    private record Look(@Nullable FileFacts facts, @Nullable LeftAlone wrong) {}

    /** @throws MigrationException when nothing can be said now */
    Proved<Doomed> prove(List<Doomed> files) {
        if (files.isEmpty()) {
            return new Proved<>(List.of(), List.of(), 0);
        }
        FutureErrors.join(source.checkReads());
        List<LeftAlone> leftAlone = new ArrayList<>();
        List<Look> originals = looks.at(
                files,
                file -> original(file.copy()),
                (file, error) -> new Look(null, LeftAlone.broken(file.copy().path(), error)));
        List<Doomed> read = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            LeftAlone wrong = originals.get(i).wrong();
            FileFacts facts = originals.get(i).facts();
            if (wrong != null || facts == null) {
                leftAlone.add(wrong == null ? left(files.get(i).copy(), Obstacle.ORIGINAL_MISSING, "") : wrong);
            } else {
                read.add(files.get(i).with(facts));
            }
        }
        // Last, for an original is read for minutes, and is looked at again when it is moved; its object is not.
        List<Doomed> proved =
                passing(cdn == null ? read : passing(read, cdn::look, leftAlone), objects::lookOwn, leftAlone);
        FutureErrors.join(source.checkReads());
        return new Proved<>(proved, leftAlone, 0);
    }

    private List<Doomed> passing(
            List<Doomed> files,
            Function<RecordedCopy, CompletableFuture<Optional<LeftAlone>>> look,
            List<LeftAlone> leftAlone) {
        List<Optional<LeftAlone>> answers = looks.at(
                files,
                file -> look.apply(file.copy()),
                (file, error) -> Optional.of(LeftAlone.broken(file.copy().path(), error)));
        List<Doomed> passing = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Doomed file = files.get(i);
            answers.get(i).ifPresentOrElse(leftAlone::add, () -> passing.add(file));
        }
        return passing;
    }

    private CompletableFuture<Look> original(RecordedCopy row) {
        return source.read(row.path(), opened -> look(row, opened)).exceptionally(error -> {
            Throwable cause = FutureErrors.cause(error);
            if (cause instanceof MigrationException failed && failed.code().nature() != Nature.OUTAGE) {
                return new Look(null, classed(row, failed));
            }
            throw cause instanceof RuntimeException own ? own : new IllegalStateException(cause);
        });
    }

    private static LeftAlone classed(RecordedCopy row, MigrationException error) {
        return left(
                row,
                switch (error.code()) {
                    case SOURCE_MISSING -> Obstacle.ORIGINAL_MISSING;
                    case SOURCE_CHANGED -> Obstacle.ORIGINAL_CHANGING;
                    case SOURCE_NOT_A_FILE, SOURCE_OUTSIDE_ROOT -> Obstacle.OTHER_NAMES;
                    default -> Obstacle.ORIGINAL_UNREADABLE;
                },
                ErrorText.of(error));
    }

    private static Look look(RecordedCopy row, SourceFile opened) {
        FileFacts facts = opened.facts();
        Optional<LeftAlone> wrong = compare(row, facts);
        if (wrong.isEmpty() && !opened.mayComeBack(facts)) {
            wrong = Optional.of(left(
                    row,
                    Obstacle.ORIGINAL_UNREADABLE,
                    "it could not be given its name back: it belongs to user " + facts.uid()
                            + ", and this one may not write to it"));
        }
        if (wrong.isEmpty()) {
            Checksum found = opened.checksum(ByteBuffer.allocate(BUFFER));
            wrong = found.equals(row.checksum())
                    ? Optional.empty()
                    : Optional.of(left(
                            row,
                            Obstacle.ORIGINAL_DIFFERS,
                            "its checksum is " + found + ", and " + row.checksum() + " was copied"));
        }
        if (wrong.isEmpty() && !opened.facts().equals(facts)) {
            wrong = Optional.of(left(row, Obstacle.ORIGINAL_CHANGING, ""));
        }
        return new Look(facts, wrong.orElse(null));
    }

    private static Optional<LeftAlone> compare(RecordedCopy row, FileFacts facts) {
        if (row.sizeBytes() == null
                || row.checksum() == null
                || row.sourceModified() == null
                || !row.checksum().algorithm().equals(Checksum.CRC32C)) {
            return Optional.of(left(row, Obstacle.NO_EVIDENCE, "size, time or CRC32C are not recorded"));
        }
        if (!RetiredFile.canNote(facts.modified())) {
            return Optional.of(
                    left(row, Obstacle.NO_EVIDENCE, "it is of " + facts.modified() + ", which cannot be noted"));
        }
        if (facts.links() != 1) {
            return Optional.of(left(row, Obstacle.OTHER_NAMES, "it has " + facts.links() + " names"));
        }
        if (facts.sizeBytes() != row.sizeBytes()) {
            return Optional.of(left(
                    row,
                    Obstacle.ORIGINAL_DIFFERS,
                    "it has " + facts.sizeBytes() + " bytes, and " + row.sizeBytes() + " were copied"));
        }
        return facts.modifiedMicros().equals(row.sourceModified())
                ? Optional.empty()
                : Optional.of(left(
                        row,
                        Obstacle.ORIGINAL_DIFFERS,
                        "it is of " + facts.modified() + ", and a file of " + row.sourceModified() + " was copied"));
    }

    private static LeftAlone left(RecordedCopy row, Obstacle reason, String detail) {
        return new LeftAlone(row.path(), reason, detail);
    }
}
