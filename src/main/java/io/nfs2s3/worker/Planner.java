package io.nfs2s3.worker;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.Registration;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what messages ask for with what the catalog says, one query for all files of a receive. */
final class Planner {
    private final MediaCatalog catalog;
    private final Clock clock;

    Planner(MediaCatalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /** Whether each file is of a known kind; one that is not can be neither registered nor recorded. */
    boolean knowsKinds(Collection<FileRef> files) {
        return files.stream().allMatch(file -> catalog.kinds().find(file.path()).isPresent());
    }

    /**
     * One plan for each file, in the same order. Files that are not registered are, here. Several that ask for earlier uploads
     * of a path have its latest one copied once.
     *
     * @throws org.jdbi.v3.core.JdbiException when the database fails
     */
    List<Plan> plan(List<FileRef> files) {
        Map<MediaPath, MediaFile> rows =
                catalog.find(files.stream().map(FileRef::path).distinct().toList());
        List<MediaPath> unregistered = files.stream()
                .filter(file -> mustRegister(file, rows.get(file.path())))
                .map(FileRef::path)
                .distinct()
                .toList();
        Map<MediaPath, Registration> registered = unregistered.isEmpty() ? Map.of() : catalog.register(unregistered);
        Set<FileRef> asked = new HashSet<>();
        files.forEach(file -> asked.add(new FileRef(file.path(), file.generation(), null)));
        List<Plan> plans = new ArrayList<>(files.size());
        for (FileRef file : files) {
            Registration registration = registered.get(file.path());
            plans.add(
                    registration != null && mustRegister(file, rows.get(file.path()))
                            ? plan(registration)
                            : plan(file, rows.get(file.path()), asked));
        }
        return plans;
    }

    /** Sent while the database was down, or its row was lost with a failed-over database. */
    private static boolean mustRegister(FileRef file, @Nullable MediaFile row) {
        if (row == null) {
            return true;
        }
        return file.generation() == null
                ? row.location() == Location.NFS && !row.isRolledBack()
                : row.generation() < file.generation();
    }

    private Plan plan(Registration registration) {
        return registration.state() == MediaState.QUEUED
                ? new Plan.Copy(registration.upload(), clock.instant())
                : new Plan.Nothing();
    }

    /** @param asked for by this and other messages; gets what else is copied */
    private Plan plan(FileRef file, @Nullable MediaFile row, Set<FileRef> asked) {
        if (row == null) {
            throw new IllegalStateException("a file without a row was registered: " + file.path());
        }
        Integer generation = file.generation();
        if (generation == null) {
            return new Plan.Compare(row);
        }
        boolean waits = row.state() == MediaState.QUEUED;
        if (row.generation() > generation) {
            FileVersion earlier = new FileVersion(file.path(), generation);
            boolean ofOneAttempt = row.generation() - generation < FileProcessor.MOST_GENERATIONS;
            return waits && ofOneAttempt && asked.add(FileRef.of(row.upload()))
                    ? new Plan.CleanUpAndCopy(earlier, copy(row))
                    : new Plan.CleanUp(earlier);
        }
        return waits ? copy(row) : new Plan.Nothing();
    }

    private Plan.Copy copy(MediaFile row) {
        return new Plan.Copy(row.upload(), clock.instant().minus(row.queuedFor()));
    }
}
