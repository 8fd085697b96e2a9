package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.catalog.RetiredFile;
import io.nfs2s3.lifecycle.FileJob.Proved;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.ObjectProof;
import io.nfs2s3.lifecycle.Obstacle;
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
 * and did not change meanwhile; then, that the object is there and is what was copied. Thread-safe.
 */
final class Proof {
    private static final int BUFFER = 128 * 1024;

    /** So many files at once may hang by themselves, such as over a broken block, while the mount answers. */
    private static final int MOST_BROKEN = 3;

    private final NfsSource source;
    private final ObjectProof objects;
    private final @Nullable CdnProof cdn;

    /** @param cdn null where it is not to be asked */
    Proof(NfsSource source, ObjectProof objects, @Nullable CdnProof cdn) {
        this.source = source;
        this.objects = objects;
        this.cdn = cdn;
    }

    /** What a look at an original came to: what it is, or what is wrong with it. */
    private record Look(@Nullable FileFacts facts, @Nullable LeftAlone wrong) {}

    /** @throws MigrationException when nothing can be said now */
    Proved<Doomed> prove(List<Doomed> files) {
        if (files.isEmpty()) {
            return new Proved<>(List.of(), List.of(), 0);
        }
        FutureErrors.join(source.check());
        List<LeftAlone> leftAlone = new ArrayList<>();
        List<Look> originals = originals(files);
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
        FutureErrors.join(source.check());
        return new Proved<>(proved, leftAlone, 0);
    }

    /** All are awaited. Those that hang are left, unless the mount does, or they are so many that nothing can be said. */
    private List<Look> originals(List<Doomed> files) {
        List<CompletableFuture<Look>> looks =
                files.stream().map(file -> original(file.copy())).toList();
        List<Look> answers = new ArrayList<>();
        List<MigrationException> hanging = new ArrayList<>();
        for (int i = 0; i < looks.size(); i++) {
            try {
                answers.add(FutureErrors.join(looks.get(i)));
            } catch (MigrationException e) {
                hanging.add(e);
                answers.add(new Look(null, left(files.get(i).copy(), Obstacle.ORIGINAL_UNREADABLE, ErrorText.of(e))));
            }
        }
        FutureErrors.join(source.check());
        if (hanging.size() > MOST_BROKEN) {
            throw hanging.get(0);
        }
        return answers;
    }

    private static List<Doomed> passing(
            List<Doomed> files,
            Function<RecordedCopy, CompletableFuture<Optional<LeftAlone>>> look,
            List<LeftAlone> leftAlone) {
        List<Optional<LeftAlone>> answers =
                joined(files.stream().map(file -> look.apply(file.copy())).toList());
        List<Doomed> passing = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Doomed file = files.get(i);
            answers.get(i).ifPresentOrElse(leftAlone::add, () -> passing.add(file));
        }
        return passing;
    }

    /** All are awaited: none goes on behind files that are looked at again. */
    private static <T> List<T> joined(List<CompletableFuture<T>> looks) {
        List<T> answers = new ArrayList<>();
        Optional<MigrationException> outage = Optional.empty();
        for (CompletableFuture<T> look : looks) {
            try {
                answers.add(FutureErrors.join(look));
            } catch (MigrationException e) {
                outage = outage.or(() -> Optional.of(e));
            }
        }
        outage.ifPresent(error -> {
            throw error;
        });
        return answers;
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
