package io.nfs2s3.source;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Takes originals away: into the trash, a directory of the same mount, and out of it for good; and directories that became empty
 * by that. Nobody else does.
 *
 * <p>A name may be given to another file at any moment, by a site that replaces an image, and rename(2) goes by the name. So
 * what was moved is looked at again in the trash. If it is not the file that was proved, it gets its name back by link(2),
 * which replaces nothing. A process that is killed in between leaves that to {@link #settle}.
 *
 * <p>Thread-safe. Its calls are made on the threads of the source; futures fail with {@link MigrationException}, classed.
 */
public final class OriginalTrash {
    /** Below the source root. The dot keeps scans, workers, hooks and servers away from it. */
    public static final String DIRECTORY = ".nfs2s3-trash";

    /** What became of a file that was to go. */
    public enum Put {
        /** It is in the trash. */
        MOVED,
        /** It is not the file that was proved, or has another name besides: it was not touched. */
        CHANGED,
        /** The trash has a file of that name: it was not touched. */
        NAME_TAKEN,
        /** The caller did not want it any more: it was not touched, or has its name again. */
        UNWANTED,
        /** Another file took its name at that moment, was moved, and has its name again. */
        PUT_BACK,
        /** Another file took its name, was moved, and has lost the name to a third one: it is in the trash. */
        OVERTAKEN
    }

    /** What became of a file that was to come back; or what would, of a {@link #look}. */
    public enum Back {
        /** It has its name again. */
        BACK,
        /** The caller did not want it any more: it was not touched. */
        UNWANTED,
        /** Its name belongs to another file, which is newer: both are left. */
        NAME_TAKEN,
        /** The file in the trash is not the one that was moved there: it is left. */
        CHANGED,
        /** The trash does not have it. */
        MISSING
    }

    /** What became of a file of the trash that was to be removed. */
    public enum Removed {
        /** It is gone for good. */
        REMOVED,
        /** The caller did not want it any more: it was not touched. */
        UNWANTED,
        /** It is not the one that was moved there: it is left. */
        CHANGED,
        /** The trash does not have it. */
        MISSING
    }

    private final WritableSource source;

    OriginalTrash(WritableSource source) {
        this.source = source;
    }

    /**
     * Moves a file into the trash.
     *
     * @param proved what it was when it was proved
     * @param trashPath its name below the trash
     * @param wanted asked just before and just after the move: what is not wanted any more by then gets its name back
     */
    public CompletableFuture<Put> put(MediaPath path, FileFacts proved, String trashPath, BooleanSupplier wanted) {
        return source.submit(path, (root, watch) -> {
            watch.checkWanted();
            Put moved = watch.timed(() -> moveChecked(root, path, proved, trashPath, wanted));
            if (moved == Put.MOVED && (watch.isAbandoned() || !wanted.getAsBoolean())) { // it hung
                return watch.timed(() -> TrashNames.giveBack(root, path, trashPath)) ? Put.UNWANTED : moved;
            }
            return moved;
        });
    }

    private static Put moveChecked(
            Path root, MediaPath path, FileFacts proved, String trashPath, BooleanSupplier wanted) throws IOException {
        try (Descent there = Descent.withoutLinks(root, path.value());
                SecureDirectoryStream<Path> trash = TrashNames.directory(root, trashPath)) {
            if (TrashNames.kept(root, trashPath).isPresent()) {
                return Put.NAME_TAKEN;
            }
            if (!WritableSource.facts(root, path.value(), there).equals(proved) || proved.links() != 1) {
                return Put.CHANGED;
            }
            return wanted.getAsBoolean() ? move(root, path, there, trash, proved, trashPath) : Put.UNWANTED;
        }
    }

    /** What has the name now is moved, whatever it is; then it is looked at. An error may be of a move that was made. */
    static Put move(
            Path root,
            MediaPath path,
            Descent there,
            SecureDirectoryStream<Path> trash,
            FileFacts proved,
            String trashPath)
            throws IOException {
        IOException failed = new IOException("it went neither to the trash nor stayed");
        try {
            there.moveTo(trash, WritableSource.fileName(trashPath));
        } catch (IOException e) {
            failed = e;
        }
        return switch (settledOrBack(root, path, proved, trashPath)) {
            case IN_TRASH -> Put.MOVED;
            case PUT_BACK -> Put.PUT_BACK;
            case OVERTAKEN -> Put.OVERTAKEN;
            case IN_PLACE, NOWHERE -> throw failed;
        };
    }

    /** What cannot be looked at any more after it was moved is better under its name. */
    private static SettledAt settledOrBack(Path root, MediaPath path, FileFacts proved, String trashPath)
            throws IOException {
        try {
            return settle(root, path, proved, trashPath);
        } catch (IOException | MigrationException e) {
            try {
                TrashNames.giveBack(root, path, trashPath);
            } catch (IOException | MigrationException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /**
     * Finds out where a file is that a process was about to move, or had moved, when it ended. Another file that it moved gets
     * its name back.
     *
     * @param proved what it was when it was proved
     */
    public CompletableFuture<SettledAt> settle(MediaPath path, FileFacts proved, String trashPath) {
        return source.submit(path, (root, watch) -> {
            SettledAt at = watch.timed(() -> settle(root, path, proved, trashPath));
            if (at == SettledAt.NOWHERE || at == SettledAt.IN_PLACE) {
                source.requireMissing(watch, TrashNames.below(trashPath));
            }
            if (at == SettledAt.NOWHERE) {
                source.requireMissing(watch, path.value());
            }
            return at;
        });
    }

    private static SettledAt settle(Path root, MediaPath path, FileFacts proved, String trashPath) throws IOException {
        Optional<FileFacts> moved = TrashNames.kept(root, trashPath);
        Optional<FileFacts> named = TrashNames.named(root, path);
        if (moved.isEmpty()) {
            return named.isEmpty() ? SettledAt.NOWHERE : SettledAt.IN_PLACE;
        }
        boolean both = named.isPresent() && named.get().isSameFile(moved.get());
        if (moved.get().isSameBytes(proved)) {
            // With both names it was on its way back: the one in the trash is all that is left to take away.
            return both && moved.get().links() > 1 && TrashNames.giveBack(root, path, trashPath)
                    ? SettledAt.IN_PLACE
                    : SettledAt.IN_TRASH;
        }
        if (named.isPresent() && !both) {
            return SettledAt.OVERTAKEN;
        }
        return TrashNames.giveBack(root, path, trashPath) ? SettledAt.PUT_BACK : SettledAt.OVERTAKEN;
    }

    /**
     * Looks what {@link #back} would do, and changes nothing.
     *
     * @param kept what was moved there
     */
    public CompletableFuture<Back> look(MediaPath path, FileFacts kept, String trashPath) {
        return source.submit(path, (root, watch) -> looked(root, watch, path, kept, trashPath));
    }

    private Back looked(Path root, ReaderPool.Watch watch, MediaPath path, FileFacts kept, String trashPath)
            throws IOException {
        Back back = watch.timed(() -> look(root, path, kept, trashPath));
        if (back == Back.MISSING) {
            source.requireMissing(watch, TrashNames.below(trashPath));
        }
        return back;
    }

    private static Back look(Path root, MediaPath path, FileFacts kept, String trashPath) throws IOException {
        Optional<FileFacts> moved = TrashNames.kept(root, trashPath);
        Optional<FileFacts> named = TrashNames.named(root, path);
        if (moved.isEmpty()) {
            return named.filter(kept::isSameBytes).isPresent() ? Back.BACK : Back.MISSING;
        }
        if (!moved.get().isSameBytes(kept)) {
            return Back.CHANGED;
        }
        return named.isPresent() && !named.get().isSameFile(moved.get()) ? Back.NAME_TAKEN : Back.BACK;
    }

    /**
     * Moves a file out of the trash again.
     *
     * @param kept what was moved there
     * @param wanted asked at the last moment
     */
    public CompletableFuture<Back> back(MediaPath path, FileFacts kept, String trashPath, BooleanSupplier wanted) {
        return source.submit(path, (root, watch) -> {
            Back may = looked(root, watch, path, kept, trashPath);
            if (may != Back.BACK
                    || watch.timed(() -> TrashNames.kept(root, trashPath).isEmpty())) {
                return may;
            }
            watch.checkWanted();
            if (!wanted.getAsBoolean()) {
                return Back.UNWANTED;
            }
            return watch.timed(() -> TrashNames.giveBack(root, path, trashPath)) ? Back.BACK : Back.NAME_TAKEN;
        });
    }

    /**
     * Removes a file of the trash for good.
     *
     * @param kept what was moved there
     * @param wanted asked at the last moment
     */
    public CompletableFuture<Removed> remove(MediaPath path, FileFacts kept, String trashPath, BooleanSupplier wanted) {
        return source.submit(path, (root, watch) -> {
            Optional<FileFacts> moved = watch.timed(() -> TrashNames.kept(root, trashPath));
            if (moved.isEmpty()) {
                source.requireMissing(watch, TrashNames.below(trashPath));
                return Removed.MISSING;
            }
            if (!moved.get().isSameBytes(kept)) {
                return Removed.CHANGED;
            }
            watch.checkWanted();
            if (!wanted.getAsBoolean()) {
                return Removed.UNWANTED;
            }
            return watch.timed(() -> {
                TrashNames.remove(root, trashPath);
                return Removed.REMOVED;
            });
        });
    }

    /** Whether a directory that originals were in is there and has no entry. */
    public CompletableFuture<Boolean> isEmpty(MediaPath directory) {
        return source.submit(
                directory, (root, watch) -> watch.timed(() -> EmptyDirectories.isEmpty(root, directory.value())));
    }

    /** @param before what changed at this time or later, by the clock of the file server, is too young */
    public CompletableFuture<DirectoryState> lookAtDirectory(MediaPath directory, Instant before) {
        return source.submit(
                directory, (root, watch) -> watch.timed(() -> EmptyDirectories.look(root, directory.value(), before)));
    }

    /** Removes it if it is {@code EMPTY}. */
    public CompletableFuture<DirectoryState> removeDirectory(MediaPath directory, Instant before) {
        return source.submit(directory, (root, watch) -> {
            watch.checkWanted();
            return watch.timed(() -> EmptyDirectories.remove(root, directory.value(), before));
        });
    }

    /**
     * Tries out what is needed of the mount, with files of its own: a rename from each directory into the trash, and a link
     * back.
     *
     * @param directories below the root; those that are missing are passed over
     */
    public CompletableFuture<Boolean> probe(Collection<String> directories) {
        return source.submit(MediaPath.of(DIRECTORY), (root, watch) -> {
            for (String directory : directories) {
                if (directory.isEmpty() || watch.timed(() -> Files.isDirectory(root.resolve(directory)))) {
                    watch.timed(() -> TrashProbe.probe(root, directory));
                }
            }
            return true;
        });
    }
}
