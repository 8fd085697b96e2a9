package io.nfs2s3.source;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives a file that was written anew the owner, group, mode and time of its original. The file is reached from its open
 * directory, and no link is followed: whoever may write to the directory may have put one there. The special bits of the mode
 * are not set.
 */
final class FileDress {
    private static final int RWX = 0777;
    private static final PosixFilePermission[] FROM_HIGHEST_BIT = PosixFilePermission.values();

    /** Sets one thing, and looks again: a server may answer well, and give the file to another user (root_squash). */
    @FunctionalInterface
    private interface Setter<T> {
        /** @return whether the file is so now */
        boolean sets(T value) throws IOException;
    }

    private final PosixFileAttributeView file;
    private final UserPrincipalLookupService users = FileSystems.getDefault().getUserPrincipalLookupService();
    private final List<String> notSet = new ArrayList<>();

    private FileDress(PosixFileAttributeView file) {
        this.file = file;
    }

    /**
     * Owner first: a change of the owner may take bits of the mode away. The time last.
     *
     * @return what could not be set, in words
     */
    static List<String> dress(SecureDirectoryStream<Path> directory, Path name, OriginalWriter.Wanted wanted) {
        FileDress dress = new FileDress(
                directory.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
        dress.set("owner", wanted.uid(), String.valueOf(wanted.uid()), dress::owner);
        dress.set("group", wanted.gid(), String.valueOf(wanted.gid()), dress::group);
        Integer mode = wanted.mode();
        dress.set("mode", mode, mode == null ? "" : Integer.toOctalString(mode), dress::mode);
        if (wanted.modified() != null) {
            dress.set("modification time", wanted.modified(), String.valueOf(wanted.modified()), dress::time);
        }
        return dress.notSet;
    }

    private <T> void set(String called, @Nullable T value, String shown, Setter<T> setter) {
        if (value == null) {
            notSet.add(called + " (it is not known)");
            return;
        }
        try {
            if (!setter.sets(value)) {
                notSet.add(called + " (it was " + shown + ")");
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            notSet.add(called + " (it was " + shown + ": " + e.getMessage() + ")");
        }
    }

    private boolean owner(int uid) throws IOException {
        UserPrincipal wanted = users.lookupPrincipalByName(String.valueOf(uid));
        if (!file.readAttributes().owner().equals(wanted)) {
            file.setOwner(wanted);
        }
        return file.readAttributes().owner().equals(wanted);
    }

    private boolean group(int gid) throws IOException {
        GroupPrincipal wanted = users.lookupPrincipalByGroupName(String.valueOf(gid));
        if (!file.readAttributes().group().equals(wanted)) {
            file.setGroup(wanted);
        }
        return file.readAttributes().group().equals(wanted);
    }

    private boolean mode(int mode) throws IOException {
        Set<PosixFilePermission> wanted = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < FROM_HIGHEST_BIT.length; i++) {
            if ((mode & (1 << (FROM_HIGHEST_BIT.length - 1 - i))) != 0) {
                wanted.add(FROM_HIGHEST_BIT[i]);
            }
        }
        if (!file.readAttributes().permissions().equals(wanted)) {
            file.setPermissions(wanted);
        }
        return file.readAttributes().permissions().equals(wanted) && (mode & ~RWX) == 0;
    }

    /** To the microsecond. Java sets no time before 1970, and some file systems keep it less precisely. */
    private boolean time(Instant modified) throws IOException {
        file.setTimes(FileTime.from(modified), null, null);
        return file.readAttributes()
                .lastModifiedTime()
                .toInstant()
                .truncatedTo(ChronoUnit.MICROS)
                .equals(modified.truncatedTo(ChronoUnit.MICROS));
    }
}
