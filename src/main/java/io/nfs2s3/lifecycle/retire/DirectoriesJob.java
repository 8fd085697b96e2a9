package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.catalog.MediaPage;
import io.nfs2s3.catalog.RetiredFiles;
import io.nfs2s3.catalog.TrashFiles;
import io.nfs2s3.database.Database;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.lifecycle.FileJob;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.RunBatch;
import io.nfs2s3.source.DirectoryState;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.OriginalTrash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/**
 * Removes directories that became empty because their originals were retired. Neither the source root nor a directory of a kind,
 * nor one above that, is ever removed.
 *
 * <p>A site makes a directory where it is missing, and then writes into it; nothing keeps a removal from coming between. So a
 * directory goes only if it has not changed for longer than the grace: the site has not written there for as long. The clock of
 * the database is compared with that of the file server.
 */
final class DirectoriesJob implements FileJob<String> {
    private final Jdbi jdbi;
    private final NfsSource source;
    private final OriginalTrash trash;
    private final List<String> kept;
    private final Duration grace;

    /** Those that the last path is in: in the order of the paths none comes up again once it is left. */
    private Set<String> open = Set.of();

    /** @param kept directories that stay, with those above them; below the root, which is empty */
    DirectoriesJob(Jdbi jdbi, NfsSource source, Collection<String> kept, Duration grace) {
        this.jdbi = jdbi;
        this.source = source;
        this.trash = source.trash();
        this.kept = List.copyOf(kept);
        this.grace = grace;
    }

    @Override
    public Slice<String> read(MediaPage page) {
        TrashFiles.Retired retired = jdbi.withHandle(handle -> TrashFiles.retired(handle, page));
        Set<String> found = new LinkedHashSet<>();
        for (MediaPath path : retired.paths()) {
            Set<String> around = around(path);
            around.stream().filter(directory -> !open.contains(directory)).forEach(found::add);
            open = around;
        }
        return new Slice<>(List.copyOf(found), List.of(), 0, retired.last());
    }

    /** The directories of a file that may go, the lowest first. */
    private Set<String> around(MediaPath path) {
        Set<String> directories = new LinkedHashSet<>();
        for (String at = parent(path.value()); !stays(at); at = parent(at)) {
            directories.add(at);
        }
        return directories;
    }

    private boolean stays(String directory) {
        return directory.isEmpty()
                || directory.startsWith(OriginalTrash.DIRECTORY)
                || kept.stream().anyMatch(one -> (one + "/").startsWith(directory + "/"));
    }

    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    @Override
    public Forecast forecast(String directory) {
        return Forecast.of(1);
    }

    @Override
    public Proved<String> prove(List<String> directories) {
        Instant before = before();
        return each(directories, directory -> trash.lookAtDirectory(MediaPath.of(directory), before));
    }

    private Instant before() {
        return Database.now(jdbi).minus(grace);
    }

    /** Those that are, or were, EMPTY. */
    private Proved<String> each(List<String> directories, Function<String, CompletableFuture<DirectoryState>> call) {
        FutureErrors.join(source.check());
        List<String> empty = new ArrayList<>();
        List<LeftAlone> leftAlone = new ArrayList<>();
        long others = 0;
        for (String directory : directories) { // one by one: the one above may be of them
            try {
                if (FutureErrors.join(call.apply(directory)) == DirectoryState.EMPTY) {
                    empty.add(directory);
                } else {
                    others++;
                }
            } catch (MigrationException e) {
                if (e.code().nature() == Nature.OUTAGE) {
                    throw e;
                }
                leftAlone.add(new LeftAlone(directory, Obstacle.DIRECTORY_STAYS, ErrorText.of(e)));
            }
        }
        FutureErrors.join(source.check());
        return new Proved<>(empty, leftAlone, others);
    }

    @Override
    public RunBatch act(Proved<String> proved, Count count) {
        TransactionRetry.inTransaction(jdbi, handle -> {
            RetiredFiles.requireSite(handle);
            return true;
        });
        count.requireLease();
        Instant before = before();
        Proved<String> removed =
                each(proved.files(), directory -> trash.removeDirectory(MediaPath.of(directory), before));
        List<LeftAlone> leftAlone = new ArrayList<>(proved.leftAlone());
        leftAlone.addAll(removed.leftAlone());
        return TransactionRetry.inTransaction(
                jdbi,
                handle ->
                        count.in(handle, removed.files().size(), proved.unchanged() + removed.unchanged(), leftAlone));
    }
}
