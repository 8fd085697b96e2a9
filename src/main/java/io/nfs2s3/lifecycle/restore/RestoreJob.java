package io.nfs2s3.lifecycle.restore;

import io.nfs2s3.catalog.MediaPage;
import io.nfs2s3.catalog.RestoreFiles;
import io.nfs2s3.catalog.RestoreFiles.Row;
import io.nfs2s3.catalog.RetiredFile;
import io.nfs2s3.catalog.RetiredFiles;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.lifecycle.BrokenFiles;
import io.nfs2s3.lifecycle.FileJob;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.ObjectProof;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.RunBatch;
import io.nfs2s3.source.OriginalWriter;
import io.nfs2s3.source.OriginalWriter.Outcome;
import io.nfs2s3.source.OriginalWriter.Wanted;
import io.nfs2s3.storage.ObjectAudit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Jdbi;

/**
 * Writes originals anew from their objects, then makes their files MIGRATED: the row comes last, so that no roll back counts on
 * an original that is not there yet.
 */
final class RestoreJob implements FileJob<Row> {
    /** Left free on the mount. */
    private static final long RESERVE = 64L << 20;

    /** How often an object is read that the store breaks off, while it answers otherwise. */
    private static final int TRIES = 3;

    private final Jdbi jdbi;
    private final OriginalProof originals;
    private final ObjectProof objects;
    private final ObjectAudit audit;
    private final OriginalWriter writer;
    private final RestoreProof proof;
    private final BrokenFiles broken;
    private final BiConsumer<MediaPath, List<String>> notSet;

    /** @param notSet told what of a file could not be made as it was */
    RestoreJob(
            Jdbi jdbi,
            OriginalProof originals,
            ObjectProof objects,
            ObjectAudit audit,
            OriginalWriter writer,
            BrokenFiles broken,
            BiConsumer<MediaPath, List<String>> notSet) {
        this.jdbi = jdbi;
        this.originals = originals;
        this.objects = objects;
        this.audit = audit;
        this.writer = writer;
        this.proof = new RestoreProof(originals, objects, writer, broken);
        this.broken = broken;
        this.notSet = notSet;
    }

    @Override
    public Slice<Row> read(MediaPage page) {
        List<Row> rows = jdbi.withHandle(handle -> RestoreFiles.find(handle, page));
        List<Row> files = new ArrayList<>();
        List<LeftAlone> leftAlone = new ArrayList<>();
        for (Row row : rows) {
            if (row.selected() && row.inTrash()) {
                leftAlone.add(new LeftAlone(row.copy().path(), Obstacle.IN_TRASH, ""));
            } else if (row.selected()) {
                files.add(row);
            } else if (page.isNamed()) {
                leftAlone.add(new LeftAlone(
                        row.copy().path(),
                        Obstacle.NOT_ON_S3,
                        "it is " + row.copy().state()));
            }
        }
        List<MediaPath> found = rows.stream().map(row -> row.copy().path()).toList();
        leftAlone.addAll(LeftAlone.missing(page, found, Obstacle.NOT_REGISTERED));
        return new Slice<>(files, leftAlone, 0, found.isEmpty() ? null : found.get(found.size() - 1));
    }

    /** Whether the original of a MIGRATED file is missing, only a look at the mount tells. */
    @Override
    public Forecast forecast(Row file) {
        long size = Objects.requireNonNullElse(file.copy().sizeBytes(), 0L);
        Span one = file.isRetired() ? Span.of(1) : Span.upTo(1);
        Span bytes = file.isRetired() ? Span.of(size) : Span.upTo(size);
        return Forecast.of(1)
                .with(Request.HEAD, one)
                .with(Request.GET, one)
                .getting(bytes)
                .writing(bytes);
    }

    @Override
    public Proved<Row> prove(List<Row> files) {
        return proof.prove(files);
    }

    @Override
    public RunBatch act(Proved<Row> proved, Count count) {
        List<LeftAlone> before = new ArrayList<>(proved.leftAlone());
        List<Row> written = new ArrayList<>();
        List<MigrationException> notGiven = new ArrayList<>();
        for (Row row : proved.files()) {
            count.requireLease();
            Optional<LeftAlone> wrong = isRestorable(row) ? write(row, notGiven) : Optional.of(movedOn(row));
            wrong.ifPresentOrElse(before::add, () -> written.add(row));
        }
        broken.areMany(new Writing(proved.files()), notGiven);
        originals.requireMount(); // a file below an empty mount point is no original
        return TransactionRetry.inTransaction(jdbi, handle -> {
            RetiredFiles.requireSite(handle);
            Set<FileVersion> held = RestoreFiles.lockRestorable(
                    handle, written.stream().map(Row::copy).toList());
            RetiredFiles.migratedAgain(handle, held);
            RestoreFiles.broughtBack(handle, held);
            List<LeftAlone> leftAlone = new ArrayList<>(before);
            written.stream()
                    .filter(row -> !held.contains(row.copy().upload()))
                    .forEach(row -> leftAlone.add(movedOn(row)));
            return count.in(handle, held.size(), proved.unchanged(), leftAlone);
        });
    }

    /** The page may be an hour old, and a retire have had the file since. */
    private boolean isRestorable(Row row) {
        return !TransactionRetry.inTransaction(jdbi, handle -> RestoreFiles.lockRestorable(handle, List.of(row.copy())))
                .isEmpty();
    }

    private static LeftAlone movedOn(Row row) {
        return new LeftAlone(row.copy().path(), Obstacle.MOVED_ON, "or its original went into the trash");
    }

    /** Files of a page, told from the same ones that are only looked at. */
    private record Writing(List<Row> files) {}

    /**
     * @param notGiven takes what the store failed with that gives other objects
     * @return why it was not written; empty when it is there
     */
    private Optional<LeftAlone> write(Row row, List<MigrationException> notGiven) {
        MediaPath path = row.copy().path();
        if (FutureErrors.join(proof.isThere(path))) {
            tidy(row);
            return row.isRetired() ? FutureErrors.join(proof.named(row)) : Optional.empty();
        }
        long size = Objects.requireNonNull(row.copy().sizeBytes());
        long usable = FutureErrors.join(writer.usableBytes(path));
        if (usable - RESERVE < size) {
            return Optional.of(
                    new LeftAlone(path, Obstacle.NO_SPACE, "it has " + size + " bytes, and " + usable + " are free"));
        }
        Outcome outcome;
        try {
            outcome = written(row);
        } catch (MigrationException e) {
            return Optional.of(notWritten(path, e, notGiven));
        }
        if (outcome instanceof Outcome.Written done) {
            if (!done.notSet().isEmpty()) {
                notSet.accept(path, done.notSet());
            }
            return Optional.empty();
        }
        return outcome instanceof Outcome.Differs differs
                ? Optional.of(new LeftAlone(path, Obstacle.OBJECT_DIFFERS, differs.detail()))
                : Optional.of(new LeftAlone(path, Obstacle.NAME_TAKEN, "it came just now"));
    }

    private Outcome written(Row row) {
        Wanted wanted = wanted(row);
        for (int tries = 1; ; tries++) {
            try {
                return FutureErrors.join(writer.write(
                        row.copy().path(),
                        row.copy().id(),
                        wanted,
                        () -> audit.open(Objects.requireNonNull(row.copy().key()), wanted.sizeBytes())));
            } catch (MigrationException e) {
                if (tries == TRIES || (e.code() != FailureCode.STORE_DOWN && e.code() != FailureCode.STORE_BUSY)) {
                    throw e;
                }
            }
        }
    }

    /** @throws MigrationException when it is not of this file alone */
    private LeftAlone notWritten(MediaPath path, MigrationException error, List<MigrationException> notGiven) {
        if (error.code() == FailureCode.SOURCE_DOWN) {
            throw error;
        }
        if (error.code().nature() == Nature.OUTAGE && !objects.isRefusedAlone(error)) {
            BrokenFiles.requireOwn(List.of(error));
            notGiven.add(error);
        }
        if (error.code().nature() == Nature.OUTAGE || error.code() == FailureCode.STORE_BUSY) {
            objects.requireBytes();
        }
        return switch (error.code()) {
            case STORE_DOWN, STORE_BUSY, STORE_REFUSES, STORE_REFUSED -> LeftAlone.broken(path, error);
            default -> new LeftAlone(path, Obstacle.NOT_WRITTEN, ErrorText.of(error));
        };
    }

    /** A second name of the original would keep it from ever being retired again. */
    private void tidy(Row row) {
        try {
            FutureErrors.join(writer.tidy(row.copy().path(), row.copy().id()));
        } catch (MigrationException e) {
            if (e.code().nature() == Nature.OUTAGE) {
                throw e;
            }
            notSet.accept(row.copy().path(), List.of("single name: " + ErrorText.of(e)));
        }
    }

    private static Wanted wanted(Row row) {
        RetiredFile original = row.original();
        Instant modified = original == null ? row.copy().sourceModified() : original.modified();
        return new Wanted(
                Objects.requireNonNull(row.copy().sizeBytes()),
                Objects.requireNonNull(row.copy().checksum()),
                modified,
                original == null ? null : original.mode(),
                original == null ? null : original.uid(),
                original == null ? null : original.gid());
    }
}
