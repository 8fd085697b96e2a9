package io.nfs2s3.source;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Directories that originals were in: looks, and the rmdir(2), which takes no directory that has an entry. They are reached
 * without following a link.
 */
final class EmptyDirectories {
    private static final String ATTRIBUTES = "unix:ctime,lastModifiedTime,fileKey";

    private EmptyDirectories() {}

    /** Whether it is there and has no entry. */
    static boolean isEmpty(Path root, String directory) throws IOException {
        try (SecureDirectoryStream<Path> open = Descent.directoryWithoutLinks(root, directory)) {
            return !open.iterator().hasNext();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }

    /** @param before what changed at this time or later is too young: a name was made in it, or taken away, or its mode set */
    static DirectoryState look(Path root, String directory, Instant before) throws IOException {
        try (SecureDirectoryStream<Path> open = Descent.directoryWithoutLinks(root, directory)) {
            if (open.iterator().hasNext()) {
                return DirectoryState.IN_USE;
            }
            Map<String, Object> named =
                    Files.readAttributes(root.resolve(directory), ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            Object opened = open.getFileAttributeView(BasicFileAttributeView.class)
                    .readAttributes()
                    .fileKey();
            boolean old = time(named, "ctime").isBefore(before)
                    && time(named, "lastModifiedTime").isBefore(before);
            return old && Objects.equals(opened, named.get("fileKey")) ? DirectoryState.EMPTY : DirectoryState.YOUNG;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return DirectoryState.GONE;
        }
    }

    private static Instant time(Map<String, Object> attributes, String name) {
        return ((FileTime) Objects.requireNonNull(attributes.get(name))).toInstant();
    }

    /** @return {@code EMPTY} when it was removed; else why it was not */
    static DirectoryState remove(Path root, String directory, Instant before) throws IOException {
        DirectoryState found = look(root, directory, before);
        if (found != DirectoryState.EMPTY) {
            return found;
        }
        try (SecureDirectoryStream<Path> above =
                Descent.directoryWithoutLinks(root, WritableSource.parent(directory))) {
            above.deleteDirectory(WritableSource.fileName(directory));
            return DirectoryState.EMPTY;
        } catch (DirectoryNotEmptyException e) {
            return DirectoryState.IN_USE; // since a moment ago
        } catch (NoSuchFileException e) {
            return DirectoryState.GONE;
        }
    }
}
