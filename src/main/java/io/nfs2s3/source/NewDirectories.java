package io.nfs2s3.source;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directories of originals that a site cleaned away meanwhile. They are made anew with the owner, the group and the mode of the
 * directory they are in, so that the site may write there again.
 */
final class NewDirectories {
    private static final Logger log = LoggerFactory.getLogger(NewDirectories.class);

    private NewDirectories() {}

    /**
     * Opens a directory, and makes it and those above it where they are missing. What cannot be set is logged.
     *
     * @param path below the root; empty for the root itself
     */
    static SecureDirectoryStream<Path> open(Path realRoot, String path) throws IOException {
        try {
            return Descent.directoryWithoutLinks(realRoot, path);
        } catch (NoSuchFileException e) {
            Path wanted = Path.of(path);
            for (int i = 0; i < wanted.getNameCount(); i++) {
                String parent = i == 0 ? "" : wanted.subpath(0, i).toString();
                try (SecureDirectoryStream<Path> above = Descent.directoryWithoutLinks(realRoot, parent)) {
                    make(realRoot.resolve(wanted.subpath(0, i + 1)), above);
                }
            }
            return Descent.directoryWithoutLinks(realRoot, path);
        }
    }

    private static void make(Path directory, SecureDirectoryStream<Path> above) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            return; // and if it is no directory, opening it says so
        }
        Path name = directory.getFileName();
        try {
            PosixFileAttributes wanted =
                    above.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
            PosixFileAttributeView made =
                    above.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            PosixFileAttributes found = made.readAttributes();
            if (!found.group().equals(wanted.group())) {
                made.setGroup(wanted.group());
            }
            if (!found.permissions().equals(wanted.permissions())) {
                made.setPermissions(wanted.permissions());
            }
            if (!found.owner().equals(wanted.owner())) {
                made.setOwner(wanted.owner());
            }
        } catch (IOException e) {
            log.warn(
                    "a directory was made anew, and its owner or mode could not be set directory={} error={}",
                    directory,
                    e.toString());
        }
    }
}
