package io.nfs2s3.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Whether this user may give a file another name by link(2). A rename asks for rights on the directories alone; for a link Linux
 * also asks that the file is one's own, or may be read and written (fs.protected_hardlinks, proc(5)).
 */
final class LinkRight {
    private static final Path SWITCH = Path.of("/proc/sys/fs/protected_hardlinks");
    private static final Path PROCESS = Path.of("/proc/self");

    /** CAP_FOWNER, by which every file counts as one's own. */
    private static final long OWNER_OF_ALL = 1L << 3;

    private static final String CAPABILITIES = "CapEff:";
    private static final int HEXADECIMAL = 16;
    private static final int SET_UID = 04000;
    private static final int SET_GID_TO_RUN = 02010;

    private LinkRight() {}

    static boolean has(Path file, FileFacts facts) throws IOException {
        return !isAsked() || isOwner(facts) || (!isPrivileged(facts.mode()) && mayReadAndWrite(file));
    }

    /** Whether the kernel asks. Older ones let root alone see the switch, which is on in most systems. */
    private static boolean isAsked() throws IOException {
        return !Files.isReadable(SWITCH) || !Files.readString(SWITCH).strip().equals("0");
    }

    private static boolean isOwner(FileFacts facts) throws IOException {
        try {
            return Integer.valueOf(facts.uid()).equals(Files.getAttribute(PROCESS, "unix:uid"))
                    || Files.readAllLines(PROCESS.resolve("status")).stream()
                            .filter(line -> line.startsWith(CAPABILITIES))
                            .map(line -> line.substring(CAPABILITIES.length()).strip())
                            .anyMatch(set -> (Long.parseUnsignedLong(set, HEXADECIMAL) & OWNER_OF_ALL) != 0);
        } catch (NoSuchFileException e) {
            return true; // no Linux, and nobody asks
        }
    }

    private static boolean isPrivileged(int mode) {
        return (mode & SET_UID) != 0 || (mode & SET_GID_TO_RUN) == SET_GID_TO_RUN;
    }

    private static boolean mayReadAndWrite(Path file) {
        return Files.isReadable(file) && Files.isWritable(file);
    }
}
