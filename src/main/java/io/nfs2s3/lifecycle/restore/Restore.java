package io.nfs2s3.lifecycle.restore;

import io.nfs2s3.lifecycle.BrokenFiles;
import io.nfs2s3.lifecycle.FilePreview;
import io.nfs2s3.lifecycle.FileRequest;
import io.nfs2s3.lifecycle.FileRun;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.FileWork;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.ObjectProof;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ObjectAudit;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;

/**
 * Writes originals anew from their objects, of files that were retired, or whose originals are missing.
 *
 * <p>Thread-safe. A run may be ended at any line: an original is there as a whole, or not at all, and the rest is done when it
 * is resumed. One run at a time.
 */
public final class Restore {
    /** What a run does: {@link Run#source}. */
    private static final String FROM_S3 = "S3";

    private final Jdbi jdbi;
    private final Runs runs;
    private final NfsSource source;
    private final ObjectAudit audit;
    private final Supplier<String> closedBecause;
    private final String owner;

    /**
     * @param runs those of restores
     * @param closedBecause why runs must wait; empty when they need not
     * @param owner names this process: host, process id, and a number of its own, separated by slashes
     */
    public Restore(
            Jdbi jdbi, Runs runs, NfsSource source, ObjectAudit audit, Supplier<String> closedBecause, String owner) {
        this.jdbi = jdbi;
        this.runs = runs;
        this.source = source;
        this.audit = audit;
        this.closedBecause = closedBecause;
        this.owner = owner;
    }

    /** @throws io.nfs2s3.media.MigrationException with {@code SOURCE_DOWN} when the mount is not there, or hangs */
    public void requireMount() {
        new OriginalProof(source).requireMount();
    }

    /**
     * Begins a run.
     *
     * @param rate files a second, for who goes on with it should this process end at once; 0 for no limit
     * @throws IllegalArgumentException when another one is unfinished
     */
    public RunLease start(FileRequest request, int rate) {
        return runs.start(
                FROM_S3,
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

    /**
     * Does it, and waits out what can be waited for: a pause, outages of the mount, the database and the store.
     *
     * @param notSet told what of a file could not be made as it was, on the caller's thread
     * @throws RuntimeException a suspended site, a store that refuses, or a defect; the run is FAILED then, and can be resumed
     */
    public RunResult run(
            RunLease lease, FileSelection files, FileWork work, BiConsumer<MediaPath, List<String>> notSet) {
        try (FileRun run = new FileRun(jdbi, runs, closedBecause, lease, work, "nfs2s3-restore-watch")) {
            return run.take(job(BrokenFiles.ofRun(), notSet), files);
        }
    }

    /**
     * Looks at every file, until it is told to stop, and changes nothing.
     *
     * @return with the files that would be written as done
     * @throws RuntimeException when something is down
     */
    public RunCounts preview(FileSelection files, FileWork work) {
        return new FilePreview<>(job(BrokenFiles.ofPreview(), (path, what) -> {}), files, work).look();
    }

    /** What a run would take, by the database alone. */
    public Forecast forecast(FileSelection files, FileWork work) {
        return new FilePreview<>(job(BrokenFiles.ofPreview(), (path, what) -> {}), files, work).forecast();
    }

    private RestoreJob job(BrokenFiles broken, BiConsumer<MediaPath, List<String>> notSet) {
        return new RestoreJob(
                jdbi, new OriginalProof(source), new ObjectProof(audit), audit, source.writer(), broken, notSet);
    }
}
