package io.nfs2s3.source;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;

/**
 * A directory whose names are being listed. For one thread.
 *
 * <p>Most names are told by their extension to be files. The link count of a directory says how many sub-directories it
 * has; if others were found, a second pass looks at the names that were taken for files.
 */
final class OpenDirectory implements Closeable {
    private static final int OWN_LINKS = 2;
    private static final Path HERE = Path.of(".");
    private static final int LONGEST_EXTENSION = 5;
    private final Path path;
    private final String prefix;
    private final String nameStart;
    private final boolean lookAtAll;
    private SecureDirectoryStream<Path> stream;
    private Iterator<Path> names;
    private boolean secondPass;
    private long subdirectories;

    private OpenDirectory(
            Path path, String prefix, String nameStart, boolean lookAtAll, SecureDirectoryStream<Path> stream) {
        this.path = path;
        this.prefix = prefix;
        this.nameStart = nameStart;
        this.lookAtAll = lookAtAll;
        this.stream = stream;
        this.names = stream.iterator();
    }

    /**
     * The directory that a scan begins with.
     *
     * @param stream of it; closed with this
     * @param path where it is
     * @param prefix its media path with a slash at its end; empty for the source root
     * @param nameStart names that do not start so are passed over
     */
    static OpenDirectory first(
            SecureDirectoryStream<Path> stream, Path path, String prefix, String nameStart, boolean statAll)
            throws IOException {
        try {
            boolean lookAtAll = statAll || !nameStart.isEmpty() || links(path) < OWN_LINKS;
            return new OpenDirectory(path, prefix, nameStart, lookAtAll, stream);
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    /** Opens a sub-directory, never through a link. */
    OpenDirectory open(Path name, boolean statAll) throws IOException {
        Path below = path.resolve(name);
        boolean all = statAll || links(below) < OWN_LINKS;
        return new OpenDirectory(below, prefix + name + "/", "", all, open(name));
    }

    private SecureDirectoryStream<Path> open(Path name) throws IOException {
        return stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    /** What a name is; not followed if it is a link. */
    BasicFileAttributes look(Path name) throws IOException {
        return Descent.look(stream, name);
    }

    /** 0 where the file system has none. */
    private static long links(Path directory) throws IOException {
        try {
            return ((Number) Files.getAttribute(directory, "unix:nlink", LinkOption.NOFOLLOW_LINKS)).longValue();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return 0;
        }
    }

    /** The media path with a slash at its end; empty for the source root. */
    String prefix() {
        return prefix;
    }

    Path file(Path name) {
        return path.resolve(name);
    }

    /** @throws java.nio.file.DirectoryIteratorException when it cannot be listed any more */
    boolean hasNext() {
        return names.hasNext();
    }

    /** A single segment. */
    Path next() {
        return names.next().getFileName();
    }

    /** Whether a name is within what is scanned. */
    boolean takes(String name) {
        return name.startsWith(nameStart);
    }

    /** Whether this pass has to ask what a name is. */
    boolean looksAt(String name) {
        return lookAtAll || hasExtension(name) == secondPass;
    }

    /** Whether names are told in this pass, or only directories looked for. */
    boolean tells() {
        return !secondPass;
    }

    void countSubdirectory() {
        subdirectories++;
    }

    /**
     * Begins the second pass, if there has to be one.
     *
     * @return false when the directory is done
     */
    boolean again() throws IOException {
        if (secondPass || lookAtAll || links(path) == subdirectories + OWN_LINKS) {
            return false;
        }
        secondPass = true;
        SecureDirectoryStream<Path> other = open(HERE);
        stream.close();
        stream = other;
        names = other.iterator();
        return true;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    /** 1 to 5 letters or digits after a dot that is not the first character: a name of a file, most likely. */
    static boolean hasExtension(String name) {
        int dot = name.lastIndexOf('.');
        int length = name.length() - dot - 1;
        if (dot < 1 || length < 1 || length > LONGEST_EXTENSION) {
            return false;
        }
        for (int i = dot + 1; i < name.length(); i++) {
            if (!isAsciiAlphanumeric(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAsciiAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
