package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.catalog.MediaPage;
import io.nfs2s3.catalog.RetiredFiles;
import io.nfs2s3.catalog.TrashFiles;
import io.nfs2s3.database.Database;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.lifecycle.BrokenFiles;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
    /** How many directories are remembered, so that a list in any order, as of a hash, comes upon most of them once. */
    private static final int REMEMBERED = 10_000;

    private final Jdbi jdbi;
    private final NfsSource source;
    private final OriginalTrash trash;
    private final List<String> kept;
    private final Duration grace;
    private final BrokenFiles broken;

    /** Those that were met last. In the order of the paths none comes up again once it is left. */
    private final Set<String> met = Collections.newSetFromMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    /** @param kept directories that stay, with those above them; below the root, which is empty */
    DirectoriesJob(Jdbi jdbi, NfsSource source, Collection<String> kept, Duration grace, BrokenFiles broken) {
        this.jdbi = jdbi;
        this.source = source;
        this.trash = source.trash();
        this.kept = List.copyOf(kept);
        this.grace = grace;
        this.broken = broken;
    }

    @Override
    public Slice<String> read(MediaPage page) {
        TrashFiles.Retired retired = jdbi.withHandle(handle -> TrashFiles.retired(handle, page));
        Set<String> found = new LinkedHashSet<>();
        for (MediaPath path : retired.paths()) {
            around(path, page.filter().prefix()).stream().filter(met::add).forEach(found::add);
        }
        return new Slice<>(List.copyOf(found), List.of(), 0, retired.last());
    }

    /**
     * The directories of a file that may go, the lowest first.
     *
     * @param prefix one that does not begin so is not meant, as that above {@code images/a/}
     */
    private List<String> around(MediaPath path, String prefix) {
        List<String> directories = new ArrayList<>();
        for (String at = parent(path.value()); !stays(at) && (at + "/").startsWith(prefix); at = parent(at)) {
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
        FutureErrors.join(source.checkReads());
        Looks looks = new Looks();
        List<MigrationException> outages = new ArrayList<>();
        for (String directory : directories) { // one by one: the one above may be of them
            try {
                looks.take(directory, trash.lookAtDirectory(MediaPath.of(directory), before));
            } catch (MigrationException e) {
                outages.add(e);
                looks.stays(directory, e);
            }
        }
        FutureErrors.join(source.checkReads());
        broken.areMany(directories, outages);
        return looks.proved();
    }

    private Instant before() {
        return Database.now(jdbi).minus(grace);
    }

    /** What became of directories. */
    private static final class Looks {
        private final List<String> empty = new ArrayList<>();
        private final List<LeftAlone> leftAlone = new ArrayList<>();
        private long others;

        /** @throws MigrationException when something is down, so that nothing can be told */
        void take(String directory, CompletableFuture<DirectoryState> call) {
            try {
                if (FutureErrors.join(call) == DirectoryState.EMPTY) {
                    empty.add(directory);
                } else {
                    others++;
                }
            } catch (MigrationException e) {
                if (e.code().nature() == Nature.OUTAGE) {
                    throw e;
                }
                stays(directory, e);
            }
        }

        void stays(String directory, MigrationException error) {
            leftAlone.add(new LeftAlone(directory, Obstacle.DIRECTORY_STAYS, ErrorText.of(error)));
        }

        /** With those that are, or were, EMPTY. */
        Proved<String> proved() {
            return new Proved<>(empty, leftAlone, others);
        }
    }

    @Override
    public RunBatch act(Proved<String> proved, Count count) {
        TransactionRetry.inTransaction(jdbi, handle -> {
            RetiredFiles.requireSite(handle);
            return true;
        });
        count.requireLease();
        Proved<String> removed = remove(proved.files());
        List<LeftAlone> leftAlone = new ArrayList<>(proved.leftAlone());
        leftAlone.addAll(removed.leftAlone());
        return TransactionRetry.inTransaction(
                jdbi,
                handle ->
                        count.in(handle, removed.files().size(), proved.unchanged() + removed.unchanged(), leftAlone));
    }

    /** Until something is down: what was removed by then is counted, and the others are left to another run. */
    private Proved<String> remove(List<String> directories) {
        Instant before = before();
        FutureErrors.join(source.check());
        Looks removed = new Looks();
        try {
            for (String directory : directories) {
                removed.take(directory, trash.removeDirectory(MediaPath.of(directory), before));
            }
            FutureErrors.join(source.check()); // below an empty mount point each of them is gone
            return removed.proved();
        } catch (MigrationException e) {
            if (e.code().nature() != Nature.OUTAGE || removed.empty.isEmpty()) {
                throw e;
            }
            List<LeftAlone> rest = directories.stream()
                    .filter(directory -> !removed.empty.contains(directory))
                    .map(directory -> new LeftAlone(directory, Obstacle.MOUNT_SLOW, ErrorText.of(e)))
                    .toList();
            return new Proved<>(removed.empty, rest, 0);
        }
    }
}
