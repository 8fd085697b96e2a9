package io.nfs2s3.source;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;

/**
 * All that a file system says of a file.
 *
 * @param inode the number of the file on its device
 * @param modified when its bytes changed, as precise as the file system tells it
 * @param changed when anything of it changed, its mode and its names included
 * @param mode permissions, the lower twelve bits
 * @param links how many names it has
 */
public record FileFacts(
        String inode, long sizeBytes, Instant modified, Instant changed, int mode, int uid, int gid, int links) {
    static final int PERMISSIONS = 07777;
    private static final String ATTRIBUTES = "unix:ino,size,lastModifiedTime,ctime,mode,uid,gid,nlink,fileKey";

    /**
     * Looks at a file by its path, which is not followed if it is a link.
     *
     * @param opened what an open file is, which must be the one that the path names
     * @throws MigrationException with {@code SOURCE_CHANGED} when it is another one
     */
    static FileFacts of(Path file, Fingerprint opened) throws IOException {
        Map<String, Object> all = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        FileFacts facts = new FileFacts(
                String.valueOf(all.get("ino")),
                number(all, "size").longValue(),
                time(all, "lastModifiedTime"),
                time(all, "ctime"),
                number(all, "mode").intValue() & PERMISSIONS,
                number(all, "uid").intValue(),
                number(all, "gid").intValue(),
                number(all, "nlink").intValue());
        if (!Objects.equals(all.get("fileKey"), opened.fileKey())
                || facts.sizeBytes != opened.sizeBytes()
                || !facts.modified.equals(opened.modified())) {
            throw new MigrationException(FailureCode.SOURCE_CHANGED, "another file took its place, or it changed");
        }
        return facts;
    }

    private static Number number(Map<String, Object> all, String name) {
        return (Number) Objects.requireNonNull(all.get(name));
    }

    private static Instant time(Map<String, Object> all, String name) {
        return ((FileTime) Objects.requireNonNull(all.get(name))).toInstant();
    }

    /** The modification time as precise as PostgreSQL keeps it. */
    public Instant modifiedMicros() {
        return modified.truncatedTo(ChronoUnit.MICROS);
    }

    /** Whether both are names of one file, of one mount. */
    boolean isSameFile(FileFacts other) {
        return inode.equals(other.inode);
    }

    /** Whether both are the same bytes in the same file, wherever its names are. */
    public boolean isSameBytes(FileFacts other) {
        return inode.equals(other.inode) && sizeBytes == other.sizeBytes && modified.equals(other.modified);
    }
}
