package io.nfs2s3.source;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;

/** The names of files in the trash, and their names outside of it: looks, the link back, and the unlink. */
final class TrashNames {
    private TrashNames() {}

    /** What the trash has under a name. */
    static Optional<FileFacts> kept(Path root, String trashPath) throws IOException {
        return WritableSource.look(root, below(trashPath));
    }

    /** What the name is; a link, or whatever else has taken it, is another file. */
    static Optional<FileFacts> named(Path root, MediaPath path) throws IOException {
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
     * Gives a file of the trash its name back, and then takes the one in the trash away.
     *
     * @return false when the name belongs to another file
     */
    static boolean giveBack(Path root, MediaPath path, String trashPath) throws IOException {
        Path kept = root.resolve(below(trashPath));
        try (SecureDirectoryStream<Path> directory = NewDirectories.open(root, WritableSource.parent(path.value()))) {
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
        requireTwoNames(kept(root, trashPath).orElseThrow(() -> new NoSuchFileException(kept.toString())));
        remove(root, trashPath);
        return true;
    }

    /**
     * The name outside may be one that a cache of an NFS client remembers: the file itself, opened anew, says how many it has.
     *
     * @throws IOException when it has only one, which is the one in the trash
     */
    static void requireTwoNames(FileFacts kept) throws IOException {
        if (kept.links() < 2) {
            throw new IOException("the mount tells two names of a file that has one: what it told may be old");
        }
    }

    /** Takes a name away, with the directories of the trash that become empty, up to the one of the day. */
    static void remove(Path root, String trashPath) throws IOException {
        try (Descent there = Descent.withoutLinks(root, below(trashPath))) {
            there.delete();
        } catch (NoSuchFileException e) {
            // by a call whose answer was lost
        }
        for (String at = WritableSource.parent(below(trashPath));
                !at.equals(OriginalTrash.DIRECTORY) && !at.isEmpty();
                at = WritableSource.parent(at)) {
            String parent = WritableSource.parent(at);
            try (SecureDirectoryStream<Path> open = Descent.directoryWithoutLinks(root, parent)) {
                open.deleteDirectory(WritableSource.fileName(at));
            } catch (IOException e) {
                return; // it has other files
            }
        }
    }

    /** Only the user of nfs2s3 enters the trash: no web server shows what was taken away. */
    static SecureDirectoryStream<Path> directory(Path root, String trashPath) throws IOException {
        return WritableSource.directory(
                root,
                WritableSource.parent(below(trashPath)),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /**
     * A name below the source root. The row that has it may have been written by others.
     *
     * @throws MigrationException when it leads out of the trash
     */
    static String below(String trashPath) {
        try {
            MediaPath.checkSegments(trashPath);
        } catch (InvalidMediaPathException e) {
            throw new MigrationException(FailureCode.SOURCE_OUTSIDE_ROOT, "it has no name in the trash", e);
        }
        return OriginalTrash.DIRECTORY + "/" + trashPath;
    }
}
