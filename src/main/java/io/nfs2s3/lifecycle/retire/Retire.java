package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.catalog.RipeFiles;
import io.nfs2s3.lifecycle.BrokenFiles;
import io.nfs2s3.lifecycle.FileJob;
import io.nfs2s3.lifecycle.FilePreview;
import io.nfs2s3.lifecycle.FileRequest;
import io.nfs2s3.lifecycle.FileRun;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.FileWork;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.ObjectProof;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.lifecycle.PageLooks;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.resolve.CdnReader;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.source.NfsSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Takes originals away whose copies are proved, moves them back from the trash, and empties it.
 *
 * <p>Thread-safe. A run may be ended at any line: every file is readable then, and the rest is done when it is resumed. One
 * run at a time.
 */
public final class Retire {
    /** What a run does: {@link Run#source}. */
    public enum Direction {
        /** Originals into the trash. */
        RETIRE,
        /** Originals out of the trash, under their names. */
        PUT_BACK,
        /** Originals out of the trash for good. */
        EMPTY,
        /** Directories that became empty. */
        DIRECTORIES
    }

    private static final long PERCENT = 100;

    private final Jdbi jdbi;
    private final Runs runs;
    private final NfsSource source;
    private final ObjectProof objects;
    private final Supplier<CdnReader> cdn;
    private final RetireSettings settings;
    private final Collection<String> directories;
    private final Supplier<String> closedBecause;
    private final String owner;

    /**
     * @param runs those of retires
     * @param cdn opened where a run asks the CDN
     * @param directories of the kinds, below the source root
     * @param closedBecause why runs must wait; empty when they need not
     * @param owner names this process: host, process id, and a number of its own, separated by slashes
     */
    public Retire(
            Jdbi jdbi,
            Runs runs,
            NfsSource source,
            ObjectProof objects,
            Supplier<CdnReader> cdn,
            RetireSettings settings,
            Collection<String> directories,
            Supplier<String> closedBecause,
            String owner) {
        this.jdbi = jdbi;
        this.runs = runs;
        this.source = source;
        this.objects = objects;
        this.cdn = cdn;
        this.settings = settings;
        this.directories = List.copyOf(directories);
        this.closedBecause = closedBecause;
        this.owner = owner;
    }

    public static Direction direction(Run run) {
        return Direction.valueOf(run.source());
    }

    /**
     * Tries out what the mount has to be able to do. Needed before anything is changed.
     *
     * @throws IllegalArgumentException when originals are not to be taken away at all
     * @throws io.nfs2s3.media.MigrationException when the mount is down, or the trash cannot be used
     */
    public void require(Direction direction) {
        if (direction != Direction.PUT_BACK && !settings.enabled()) {
            throw new IllegalArgumentException(
                    "originals are not taken away: set 'retire.enabled = true' in the settings, if they are to be");
        }
        requireMount();
        FutureErrors.join(source.trash().probe(directories));
    }

    /** @throws io.nfs2s3.media.MigrationException with {@code SOURCE_DOWN} when the mount is not there, or hangs */
    public void requireMount() {
        FutureErrors.join(source.check());
    }

    /**
     * Begins a run.
     *
     * @param rate files a second, for who goes on with it should this process end at once; 0 for no limit
     * @throws IllegalArgumentException when another one is unfinished
     */
    public RunLease start(Direction direction, FileRequest request, int rate) {
        return runs.start(
                direction.name(),
                request.text(),
                owner,
                rate,
                unfinished -> unfinished.stream().findFirst().ifPresent(other -> {
                    throw new IllegalArgumentException("run " + other.id() + " is " + other.state()
                            + ", and only one of them goes on at a time: 'runs resume " + other.id()
                            + "' goes on with it, 'runs cancel " + other.id() + "' gives it up");
                }));
    }

    /** Whether {@link #takeOver} would succeed now. */
    public boolean canTakeOver(Run run) {
        return run.isFree(owner);
    }

    /**
     * Takes over a run whose process has ended.
     *
     * @throws IllegalArgumentException when it is finished, or its process may be alive
     */
    public RunLease takeOver(long run) {
        return runs.takeOver(run, owner);
    }

    /** How many files a run may take away that is told to take that many at most. Reads the whole table. */
    public long most(long asked) {
        long onS3 = jdbi.withHandle(RipeFiles::onS3);
        long percent = onS3 * settings.mostPercent() / PERCENT;
        return Math.min(asked, Math.min(settings.mostFiles(), Math.max(1, percent)));
    }

    /**
     * Does it, and waits out what can be waited for: a pause, outages of the mount, the database and the store.
     *
     * @throws RuntimeException too many failed proofs, a suspended site, a store that refuses, or a defect; the run is FAILED
     *     then, and can be resumed
     */
    public RunResult run(RunLease lease, Direction direction, FileRequest request, FileWork work) {
        try (FileRun run = new FileRun(jdbi, runs, closedBecause, lease, work, "nfs2s3-retire-watch")) {
            return run.take(job(direction, request, work, BrokenFiles.ofRun()), request.files());
        }
    }

    /**
     * Looks at every file, until it is told to stop, and changes nothing.
     *
     * @return with the files that would be changed as done
     * @throws RuntimeException when something is down
     */
    public RunCounts preview(Direction direction, FileRequest request, FileWork work) {
        return new FilePreview<>(job(direction, request, work, BrokenFiles.ofPreview()), request.files(), work).look();
    }

    /** What a run would take, by the database alone. */
    public Forecast forecast(Direction direction, FileRequest request, FileWork work) {
        return new FilePreview<>(job(direction, request, work, BrokenFiles.ofPreview()), request.files(), work)
                .forecast();
    }

    private FileJob<?> job(Direction direction, FileRequest request, FileWork work, BrokenFiles broken) {
        OriginalProof originals = new OriginalProof(source);
        return switch (direction) {
            case RETIRE -> retire(request, work, PageLooks.of(originals, objects, broken));
            case PUT_BACK -> trash(request.files(), PageLooks.of(originals, broken), null);
            case EMPTY ->
                trash(
                        request.files(),
                        PageLooks.of(originals, objects, broken),
                        new TrashJob.Emptying(objects, settings.keepInTrash()));
            case DIRECTORIES -> new DirectoriesJob(jdbi, source, directories, settings.grace(), broken);
        };
    }

    private FileJob<Doomed> retire(FileRequest request, FileWork work, PageLooks looks) {
        CdnProof readers = request.throughCdn() ? new CdnProof(cdn.get()) : null;
        return new RetireJob(
                jdbi,
                new RetireProof(source, objects, readers, looks),
                moves(),
                settings.grace(),
                source.trash(),
                work.emptied());
    }

    private TrashJob trash(FileSelection files, PageLooks looks, TrashJob.@Nullable Emptying emptying) {
        return new TrashJob(jdbi, source, moves(), looks, !files.paths().isEmpty(), emptying);
    }

    private Moves moves() {
        return new Moves(jdbi, source, BrokenFiles.ofRun());
    }
}
