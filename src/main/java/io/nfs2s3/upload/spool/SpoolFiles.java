package io.nfs2s3.upload.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the files of a spool: never through a link, which somebody may have put there to have another file overwritten,
 * and only in a directory into which no stranger can put one.
 */
final class SpoolFiles {
    private static final Logger log = LoggerFactory.getLogger(SpoolFiles.class);
    private static final int ROOT = 0;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;

    private SpoolFiles() {}

    /** @throws IOException when it is a link, among others */
    static FileChannel open(Path file, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        try {
            return FileChannel.open(file, all);
        } catch (IOException e) {
            if (Files.isSymbolicLink(file)) {
                throw new IOException(file + " is a symbolic link, which the spool does not follow: remove it", e);
            }
            throw e;
        }
    }

    /** Site and daemon may be two users of one group, whatever their umask is. Has no effect on another user's file. */
    static void shareWithGroup(Path file) {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view != null) {
            try {
                view.setPermissions(PosixFilePermissions.fromString("rw-rw----"));
            } catch (IOException e) {
                log.debug("the group may not have got access file={}", file, e);
            }
        }
    }

    /**
     * Why a directory is none for a spool: it is somebody else's, or everybody may write to it.
     *
     * @return empty when it is one, or is not there yet
     */
    static Optional<String> problem(Path directory) throws IOException {
        if (Files.notExists(directory)
                || !directory.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Optional.empty();
        }
        Map<String, Object> found = Files.readAttributes(directory, "unix:mode,uid");
        int mode = (int) Objects.requireNonNull(found.get("mode"));
        int owner = (int) Objects.requireNonNull(found.get("uid"));
        if ((mode & OTHERS_WRITE) != 0) {
            return Optional.of("everybody may write to the directory " + directory
                    + "; give the spool one of its own, to which only its user, or its group, may write");
        }
        int user = ownUser(owner);
        // one that is shared with a group belongs to the user of the site or to that of the daemon
        return owner == user || owner == ROOT || user == ROOT || (mode & GROUP_WRITES) != 0
                ? Optional.empty()
                : Optional.of("the directory " + directory + " belongs to another user; give the spool one of its own");
    }

    /** @param otherwise where the system does not tell */
    private static int ownUser(int otherwise) throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self) ? (int) Files.getAttribute(self, "unix:uid") : otherwise;
    }
}
