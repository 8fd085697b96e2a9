package io.nfs2s3.lifecycle.retire;

import static java.util.stream.Collectors.toMap;

import io.nfs2s3.catalog.MediaPage;
import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.catalog.RetiredFile;
import io.nfs2s3.catalog.RetiredFiles;
import io.nfs2s3.catalog.RipeFiles;
import io.nfs2s3.catalog.RipeFiles.Row;
import io.nfs2s3.database.Database;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.lifecycle.FileJob;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.RunBatch;
import io.nfs2s3.source.OriginalTrash;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/**
 * Takes originals away into the trash: the rows are made RETIRED first, with a note of what is about to go where; then the
 * files are moved by {@link Moves}. So nobody sends readers to an original that is on its way out, and a process that is
 * killed leaves a note for the next.
 */
final class RetireJob implements FileJob<Doomed> {
    private final Jdbi jdbi;
    private final RetireProof proof;
    private final Moves moves;
    private final Duration grace;
    private final OriginalTrash trash;
    private final Consumer<String> emptied;

    /** What a change began to move, when nobody knows how it ended: such files are settled and counted before they come again. */
    private final Set<FileVersion> begun = new HashSet<>();

    /** @param emptied told of each directory that becomes empty */
    RetireJob(
            Jdbi jdbi, RetireProof proof, Moves moves, Duration grace, OriginalTrash trash, Consumer<String> emptied) {
        this.jdbi = jdbi;
        this.proof = proof;
        this.moves = moves;
        this.grace = grace;
        this.trash = trash;
        this.emptied = emptied;
    }

    @Override
    public Slice<Doomed> read(MediaPage page) {
        List<Row> rows = jdbi.withHandle(handle -> RipeFiles.ripe(handle, page, grace));
        List<Doomed> files = new ArrayList<>();
        List<LeftAlone> leftAlone = new ArrayList<>();
        rows.stream().filter(Row::selected).forEach(row -> {
            if (row.ripe() || row.copy().state() == MediaState.RETIRED) {
                files.add(new Doomed(row.copy(), null));
            } else {
                leftAlone.add(new LeftAlone(
                        row.copy().path(),
                        Obstacle.NOT_RIPE,
                        "it is " + row.copy().state()));
            }
        });
        List<MediaPath> found = rows.stream().map(row -> row.copy().path()).toList();
        leftAlone.addAll(LeftAlone.missing(page, found, Obstacle.NOT_REGISTERED));
        return new Slice<>(files, leftAlone, 0, found.isEmpty() ? null : found.get(found.size() - 1));
    }

    @Override
    public Forecast forecast(Doomed file) {
        if (file.copy().state() == MediaState.RETIRED) {
            return Forecast.NOTHING;
        }
        Long size = file.copy().sizeBytes();
        return Forecast.of(1).with(Request.HEAD, Span.of(1)).reading(Span.of(size == null ? 0 : size));
    }

    @Override
    public Proved<Doomed> prove(List<Doomed> files) {
        List<Doomed> those = files.stream()
                .filter(file -> file.copy().state() != MediaState.RETIRED)
                .toList();
        Set<FileVersion> settled =
                begun.isEmpty() ? Set.of() : jdbi.withHandle(handle -> RetiredFiles.retired(handle, begun));
        Proved<Doomed> proved = proof.prove(those.stream()
                .filter(file -> !settled.contains(file.copy().upload()))
                .toList());
        return new Proved<>(proved.files(), proved.leftAlone(), files.size() - those.size());
    }

    @Override
    public RunBatch act(Proved<Doomed> proved, Count count) {
        String day = LocalDate.ofInstant(Database.now(jdbi), ZoneOffset.UTC).toString();
        List<RecordedCopy> copies = proved.files().stream().map(Doomed::copy).toList();
        List<RetiredFile> files =
                proved.files().stream().map(file -> file.to(day)).toList();
        copies.forEach(copy -> begun.add(copy.upload()));
        Set<FileVersion> leaving =
                TransactionRetry.inTransaction(jdbi, handle -> RetiredFiles.retire(handle, copies, files, grace));
        List<LeftAlone> leftAlone = new ArrayList<>(proved.leftAlone());
        copies.stream()
                .filter(copy -> !leaving.contains(copy.upload()))
                .forEach(copy -> leftAlone.add(new LeftAlone(copy.path(), Obstacle.MOVED_ON, "")));
        count.requireLease();
        Map<FileVersion, Doomed> byUpload = proved.files().stream()
                .filter(file -> leaving.contains(file.copy().upload()))
                .collect(toMap(file -> file.copy().upload(), Function.identity()));
        RunBatch batch = moves.move(byUpload, leftAlone, proved.unchanged(), count);
        begun.clear();
        byUpload.keySet().stream()
                .map(upload -> DirectoriesJob.parent(upload.path().value()))
                .distinct()
                .filter(directory -> !directory.isEmpty() && isEmpty(MediaPath.of(directory)))
                .forEach(emptied);
        return batch;
    }

    /** What cannot be told is not counted. */
    private boolean isEmpty(MediaPath directory) {
        try {
            return FutureErrors.join(trash.isEmpty(directory));
        } catch (MigrationException e) {
            return false;
        }
    }

    @Override
    public boolean settle(Count count) {
        return moves.settle(count);
    }
}
