package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.catalog.RecordedCopy;
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
import org.jspecify.annotations.Nullable;

/**
 * Proves files that are to go, side by side: the object is there and is what was copied, and so is the original, by size,
 * time and by reading it; the original has one name, and did not change while it was read. Thread-safe.
 */
final class Proof {
    private static final int BUFFER = 128 * 1024;

    private final NfsSource source;
    private final ObjectProof objects;

    Proof(NfsSource source, ObjectProof objects) {
        this.source = source;
        this.objects = objects;
    }

    /** What a look at an original came to: what it is, or what is wrong with it. */
    private record Look(@Nullable FileFacts facts, @Nullable LeftAlone wrong) {}

    /** @throws MigrationException when nothing can be said now */
    Proved<Doomed> prove(List<Doomed> files) {
        if (files.isEmpty()) {
            return new Proved<>(List.of(), List.of(), 0);
        }
        FutureErrors.join(source.check());
        List<CompletableFuture<Optional<LeftAlone>>> copies =
                files.stream().map(file -> objects.look(file.copy())).toList();
        List<CompletableFuture<Look>> originals =
                files.stream().map(file -> original(file.copy())).toList();
        List<Doomed> proved = new ArrayList<>();
        List<LeftAlone> leftAlone = new ArrayList<>();
        Optional<RuntimeException> outage = Optional.empty();
        for (int i = 0; i < files.size(); i++) { // all are awaited: none goes on behind a page that is repeated
            try {
                Look look = FutureErrors.join(originals.get(i));
                LeftAlone wrong = FutureErrors.join(copies.get(i)).orElse(look.wrong());
                FileFacts facts = look.facts();
                if (wrong != null || facts == null) {
                    leftAlone.add(wrong == null ? left(files.get(i).copy(), Obstacle.ORIGINAL_MISSING, "") : wrong);
                } else {
                    proved.add(files.get(i).with(facts));
                }
            } catch (MigrationException e) {
                outage = outage.or(() -> Optional.of(e));
            }
        }
        outage.ifPresent(error -> {
            throw error;
        });
        FutureErrors.join(source.check());
        return new Proved<>(proved, leftAlone, 0);
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
