package io.nfs2s3.source;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes originals away: into the trash, a directory of the same mount, and out of it for good. Nobody else does.
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

    private static final Logger log = LoggerFactory.getLogger(OriginalTrash.class);
    private static final String PROBE = ".nfs2s3-probe-";

    /** What became of a file that was to go. */
    public enum Put {
        /** It is in the trash. */
        MOVED,
        /** It is not the file that was proved, or has another name besides: it was not touched. */
        CHANGED,
        /** The trash has a file of that name: it was not touched. */
        NAME_TAKEN,
        /** The caller did not want it any more: it was not touched. */
        UNWANTED,
        /** Another file took its name at that moment, was moved, and has its name again. */
        PUT_BACK,
        /** Another file took its name, was moved, and has lost the name to a third one: it is in the trash. */
        OVERTAKEN
    }

    /** Where a file is that was to go, when nobody knows how far that came. */
    public enum Place {
        /** Its name is there, and nothing is in the trash. */
        IN_PLACE,
        /** It is in the trash. */
        IN_TRASH,
        /** Another file was in the trash, and has its name again. */
        PUT_BACK,
        /** Another file is in the trash, and its name belongs to a third one. */
        OVERTAKEN,
        /** There is none, neither here nor there. */
        NOWHERE
    }

    /** What became of a file that was to come back. */
    public enum Back {
        /** It has its name again. */
        BACK,
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
     * @param wanted asked at the last moment
     */
    public CompletableFuture<Put> put(MediaPath path, FileFacts proved, String trashPath, BooleanSupplier wanted) {
        return source.submit(path, (root, watch) -> {
            watch.checkWanted();
            Put moved = watch.timed(() -> moveChecked(root, path, proved, trashPath, wanted));
            if (moved == Put.MOVED && watch.isAbandoned()) { // it hung: by now it may be wanted under its name
                giveBack(root, path, trashPath);
            }
            return moved;
        });
    }

    private static Put moveChecked(
            Path root, MediaPath path, FileFacts proved, String trashPath, BooleanSupplier wanted) throws IOException {
        try (Descent there = Descent.withoutLinks(root, path.value());
                SecureDirectoryStream<Path> trash = trashDirectory(root, trashPath)) {
            if (WritableSource.look(root, below(trashPath)).isPresent()) {
                return Put.NAME_TAKEN;
            }
            if (!WritableSource.facts(root, path.value(), there).equals(proved) || proved.links() != 1) {
                return Put.CHANGED;
            }
            return wanted.getAsBoolean() ? move(root, path, there, trash, proved, trashPath) : Put.UNWANTED;
        }
    }

    /** What has the name now is moved, whatever it is; then it is looked at. */
    static Put move(
            Path root,
            MediaPath path,
            Descent there,
            SecureDirectoryStream<Path> trash,
            FileFacts proved,
            String trashPath)
            throws IOException {
        there.moveTo(trash, WritableSource.fileName(trashPath));
        return switch (settle(root, path, proved, trashPath)) {
            case IN_TRASH -> Put.MOVED;
            case PUT_BACK -> Put.PUT_BACK;
            case OVERTAKEN -> Put.OVERTAKEN;
            case IN_PLACE, NOWHERE -> throw new IOException("it went neither to the trash nor stayed");
        };
    }

    /**
     * Finds out where a file is that a process was about to move, or had moved, when it ended. Another file that it moved gets
     * its name back.
     *
     * @param proved what it was when it was proved
     */
    public CompletableFuture<Place> settle(MediaPath path, FileFacts proved, String trashPath) {
        return source.submit(path, (root, watch) -> watch.timed(() -> settle(root, path, proved, trashPath)));
    }

    private static Place settle(Path root, MediaPath path, FileFacts proved, String trashPath) throws IOException {
        Optional<FileFacts> moved = WritableSource.look(root, below(trashPath));
        Optional<FileFacts> named = named(root, path);
        if (moved.isEmpty()) {
            return named.isEmpty() ? Place.NOWHERE : Place.IN_PLACE;
        }
        boolean both =
                named.isPresent() && named.get().inode().equals(moved.get().inode());
        if (moved.get().isSameBytes(proved)) {
            if (both) { // on its way back: the second name is all that is left to take away
                removeName(root, trashPath);
                return Place.IN_PLACE;
            }
            return Place.IN_TRASH;
        }
        if (named.isPresent() && !both) {
            return Place.OVERTAKEN;
        }
        return giveBack(root, path, trashPath) ? Place.PUT_BACK : Place.OVERTAKEN;
    }

    /** What the name is; a link, or whatever else has taken it, is another file. */
    private static Optional<FileFacts> named(Path root, MediaPath path) throws IOException {
        try {
            return WritableSource.look(root, path.value());
        } catch (MigrationException e) {
            if (e.code() == FailureCode.SOURCE_NOT_A_FILE) {
                return Optional.of(new FileFacts("", 0, Instant.EPOCH, Instant.EPOCH, 0, 0, 0, 0));
            }
            throw e;
        }
    }

    /**
     * Moves a file out of the trash again.
     *
     * @param kept what was moved there
     */
    public CompletableFuture<Back> back(MediaPath path, FileFacts kept, String trashPath) {
        return source.submit(
                path,
                (root, watch) -> watch.timed(() -> {
                    Optional<FileFacts> moved = WritableSource.look(root, below(trashPath));
                    Optional<FileFacts> named = named(root, path);
                    if (moved.isEmpty()) {
                        return named.filter(kept::isSameBytes).isPresent() ? Back.BACK : Back.MISSING;
                    }
                    if (!moved.get().isSameBytes(kept)) {
                        return Back.CHANGED;
                    }
                    if (named.isPresent()
                            && !named.get().inode().equals(moved.get().inode())) {
                        return Back.NAME_TAKEN;
                    }
                    return giveBack(root, path, trashPath) ? Back.BACK : Back.NAME_TAKEN;
                }));
    }

    /** @return false when the name belongs to another file */
    private static boolean giveBack(Path root, MediaPath path, String trashPath) throws IOException {
        Path kept = root.resolve(below(trashPath));
        try (SecureDirectoryStream<Path> directory =
                WritableSource.directory(root, WritableSource.parent(path.value()))) {
            try {
                Files.createLink(root.resolve(path.value()), kept);
            } catch (FileAlreadyExistsException e) {
                // perhaps by a call whose answer was lost
            }
            Object linked = Descent.look(directory, WritableSource.fileName(path.value()))
                    .fileKey();
            if (!Files.isSameFile(kept, root.resolve(path.value()))
                    || !Files.getAttribute(kept, "unix:fileKey").equals(linked)) {
                return false;
            }
        }
        removeName(root, trashPath);
        return true;
    }

    /**
     * Removes a file of the trash for good.
     *
     * @param kept what was moved there
     */
    public CompletableFuture<Removed> remove(MediaPath path, FileFacts kept, String trashPath) {
        return source.submit(
                path,
                (root, watch) -> watch.timed(() -> {
                    Optional<FileFacts> moved = WritableSource.look(root, below(trashPath));
                    if (moved.isEmpty()) {
                        return Removed.MISSING;
                    }
                    if (!moved.get().isSameBytes(kept)) {
                        return Removed.CHANGED;
                    }
                    removeName(root, trashPath);
                    return Removed.REMOVED;
                }));
    }

    /** With the directories of the trash that become empty, up to the one of the day. */
    private static void removeName(Path root, String trashPath) throws IOException {
        try (Descent there = Descent.withoutLinks(root, below(trashPath))) {
            there.delete();
        } catch (NoSuchFileException e) {
            // by a call whose answer was lost
        }
        for (String at = WritableSource.parent(below(trashPath));
                !at.equals(DIRECTORY) && !at.isEmpty();
                at = WritableSource.parent(at)) {
            String parent = WritableSource.parent(at);
            try (SecureDirectoryStream<Path> open = Descent.directoryWithoutLinks(root, parent)) {
                open.deleteDirectory(WritableSource.fileName(at));
            } catch (IOException e) {
                return; // it has other files
            }
        }
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
                if (directory.isEmpty() || Files.isDirectory(root.resolve(directory))) {
                    watch.timed(() -> probe(root, directory));
                }
            }
            return true;
        });
    }

    private static boolean probe(Path root, String directory) throws IOException {
        Path name = Path.of(PROBE + UUID.randomUUID());
        String path = directory.isEmpty() ? name.toString() : directory + "/" + name;
        try (SecureDirectoryStream<Path> from = Descent.directoryWithoutLinks(root, directory);
                SecureDirectoryStream<Path> trash = trashDirectory(root, name.toString())) {
            from.newByteChannel(name, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
                    .close();
            try {
                from.move(name, trash, name);
                Files.createLink(root.resolve(path), root.resolve(below(name.toString())));
            } catch (UnsupportedOperationException e) {
                throw new IOException(
                        "the mount has no hard links, by which a file comes back without replacing another", e);
            } finally {
                removeProbe(from, name);
                removeProbe(trash, name);
            }
        }
        return true;
    }

    private static void removeProbe(SecureDirectoryStream<Path> directory, Path name) {
        try {
            directory.deleteFile(name);
        } catch (NoSuchFileException e) {
            // it did not come so far
        } catch (IOException e) {
            log.warn("a probe of the mount is left name={} error={}", name, e.toString());
        }
    }

    /** Only the user of nfs2s3 enters the trash: no web server shows what was taken away. */
    private static SecureDirectoryStream<Path> trashDirectory(Path root, String trashPath) throws IOException {
        return WritableSource.directory(
                root,
                WritableSource.parent(below(trashPath)),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static String below(String trashPath) {
        return DIRECTORY + "/" + trashPath;
    }
}
