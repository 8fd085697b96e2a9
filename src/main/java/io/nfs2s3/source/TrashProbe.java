package io.nfs2s3.source;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries out with an empty file whether the mount can do what the trash needs. */
final class TrashProbe {
    private static final Logger log = LoggerFactory.getLogger(TrashProbe.class);
    private static final String PROBE = ".nfs2s3-probe-";

    private TrashProbe() {}

    /**
     * A rename from a directory into the trash, and a link back.
     *
     * @param directory below the root; empty for the root itself
     * @throws MigrationException when it cannot be done; it names the directory
     * @throws AtomicMoveNotSupportedException when the trash is on another device
     */
    static boolean probe(Path root, String directory) throws IOException {
        try {
            return tried(root, directory);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (MigrationException e) {
            throw new MigrationException(e.code(), directory + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw SourceErrors.classifyChange(
                    MediaPath.of(directory.isEmpty() ? OriginalTrash.DIRECTORY : directory), e);
        }
    }

    private static boolean tried(Path root, String directory) throws IOException {
        Path name = Path.of(PROBE + UUID.randomUUID());
        String path = directory.isEmpty() ? name.toString() : directory + "/" + name;
        try (SecureDirectoryStream<Path> from = Descent.directoryWithoutLinks(root, directory);
                SecureDirectoryStream<Path> trash = TrashNames.directory(root, name.toString())) {
            from.newByteChannel(name, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
                    .close();
            try {
                from.move(name, trash, name);
                Files.createLink(root.resolve(path), root.resolve(TrashNames.below(name.toString())));
            } catch (UnsupportedOperationException e) {
                throw new IOException(
                        "the mount has no hard links, by which a file comes back without replacing another", e);
            } finally {
                remove(from, name);
                remove(trash, name);
            }
        }
        return true;
    }

    private static void remove(SecureDirectoryStream<Path> directory, Path name) {
        try {
            directory.deleteFile(name);
        } catch (NoSuchFileException e) {
            // it did not come so far
        } catch (IOException e) {
            log.warn("a probe of the mount is left name={} error={}", name, e.toString());
        }
    }
}
